"""What is typed about cases, read and checked for its shape."""

from kefu.cases.forms.files import FilesForm, RemoveFileForm, SentForm
from kefu.cases.forms.handling import (
    AnswerForm,
    AppointForm,
    ArriveForm,
    AssignForm,
    ForwardForm,
    NoteForm,
    PauseForm,
    PromiseForm,
    ReportForm,
    ResolveForm,
    RevisitForm,
    WhyForm,
)
from kefu.cases.forms.intake import ClassifyForm, CorrectForm, ReceiveForm
from kefu.cases.forms.links import LinkForm, UnlinkForm
from kefu.cases.forms.listing import CasesFilterForm

__all__ = [
    "AnswerForm",
    "AppointForm",
    "ArriveForm",
    "AssignForm",
    "CasesFilterForm",
    "ClassifyForm",
    "CorrectForm",
    "FilesForm",
    "ForwardForm",
    "LinkForm",
    "NoteForm",
    "PauseForm",
    "PromiseForm",
    "ReceiveForm",
    "RemoveFileForm",
    "ReportForm",
    "ResolveForm",
    "RevisitForm",
    "SentForm",
    "UnlinkForm",
    "WhyForm",
]
