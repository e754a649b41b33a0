"""How forms look: each field with its label, hint and errors in one block."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django's widgets, those in the folder of templates that are ours, in our blocks."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
