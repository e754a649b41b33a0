"""Every field that somebody sees is called by words of the catalogue, none by the name it has in the code."""

import importlib
import pkgutil

from django import forms

import kefu

# What a program sends, buttons that are their own label, and a field that gets its label with its choices.
UNSEEN = ("hotline.forms.reports.ReportForm.", "reception.forms.MarkForm.mark", "registers.forms.RegisterForm.kind")


def form_classes(of: type[forms.BaseForm] = forms.BaseForm) -> set[type[forms.BaseForm]]:
    """Every form that the program declares."""
    below: set[type[forms.BaseForm]] = set()
    for one in of.__subclasses__():
        below |= form_classes(one) | ({one} if one.__module__.startswith("kefu.") else set())
    return below


def test_no_field_is_called_by_its_name_in_the_code() -> None:
    for module in pkgutil.walk_packages(kefu.__path__, "kefu."):
        if ".forms" in module.name:
            importlib.import_module(module.name)
    found = form_classes()
    assert len(found) > 80
    nameless = [
        f"{form.__module__}.{form.__qualname__}.{name}"
        for form in found
        for name, field in getattr(form, "base_fields", {}).items()
        if field.label is None and not field.widget.is_hidden
        if not f"{form.__module__}.{form.__qualname__}.{name}".startswith(tuple(f"kefu.{one}" for one in UNSEEN))
    ]
    assert not nameless, "\n".join(sorted(nameless))
