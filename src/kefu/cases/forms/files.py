"""Photos and papers as they are sent: looked at by size and by what is in them."""

from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kefu.cases.forms.fields import LINE
from kefu.cases.models import Case, CaseFile
from kefu.lib.media import media_type
from kefu.ui.fields import Line, offer
from kefu.ui.storing import LARGEST

_MOST = 10


class _Several(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files: pictures, PDF, office papers, text, sound."""

    widget = _Several(attrs={"multiple": True})

    default_error_messages: ClassVar = {"required": _("Choose a file first.")}

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        sent: list[UploadedFile[bytes]] = list(data or [])
        if not sent:
            super().clean(None, initial)
        if len(sent) > _MOST:
            raise forms.ValidationError(gettext("At most %(most)s files at once.") % {"most": _MOST})
        wrong = [said for said in map(_what_is_wrong, sent) if said]
        if wrong:
            raise forms.ValidationError(wrong)
        return sent


def _what_is_wrong(upload: "UploadedFile[bytes]") -> str:
    said = {"name": upload.name, "most": LARGEST // 1024 // 1024}
    if (upload.size or 0) > LARGEST:
        return gettext("“%(name)s” is larger than %(most)s MB. Send a smaller one.") % said
    if not upload.size:
        return gettext("“%(name)s” is empty.") % said
    if upload.file is None or media_type(upload.file) is None:
        return gettext("“%(name)s” is neither a picture, a PDF, an office paper, text nor sound.") % said
    return ""


class FilesForm(forms.Form):
    """Photos and papers to add."""

    papers = Files(label=_("Photos and papers"))


class SentForm(forms.Form):
    """Files that came with a form that is not whole yet."""

    papers = Files(label=_("Photos and papers"), required=False)


class RemoveFileForm(forms.Form):
    """Which file is taken off, and why."""

    file = forms.ModelChoiceField(CaseFile.objects.none(), label=_("File"))
    why = Line(label=_("Why"), max_length=LINE)

    def __init__(self, *arguments: Any, case: Case, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "file", case.files.filter(removed_at=None).order_by("id"))
