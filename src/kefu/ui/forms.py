"""How forms look: each field with its label, hint and errors in one block."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Django's widgets in our blocks."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
