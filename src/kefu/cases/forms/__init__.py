"""What is typed about cases, read and checked for its shape."""

from kefu.cases.forms.files import FilesForm, RemoveFileForm, SentForm
from kefu.cases.forms.handling import (
    AnswerForm,
    AppointForm,
    ArriveForm,
    AssessForm,
    AssignForm,
    ForwardForm,
    NoteForm,
    PauseForm,
    PromiseForm,
    ReportForm,
    ResolveForm,
    RevisitForm,
    SummaryForm,
    VerifyForm,
    WhyForm,
)
from kefu.cases.forms.intake import ClassifyForm, CorrectForm, ReceiveForm, SplitForm
from kefu.cases.forms.links import LinkForm, OtherForm, UnlinkForm
from kefu.cases.forms.listing import CasesFilterForm
from kefu.cases.forms.working import FinishForm, MissForm

__all__ = [
    "AnswerForm",
    "AppointForm",
    "ArriveForm",
    "AssessForm",
    "AssignForm",
    "CasesFilterForm",
    "ClassifyForm",
    "CorrectForm",
    "FilesForm",
    "FinishForm",
    "ForwardForm",
    "LinkForm",
    "MissForm",
    "NoteForm",
    "OtherForm",
    "PauseForm",
    "PromiseForm",
    "ReceiveForm",
    "RemoveFileForm",
    "ReportForm",
    "ResolveForm",
    "RevisitForm",
    "SentForm",
    "SplitForm",
    "SummaryForm",
    "UnlinkForm",
    "VerifyForm",
    "WhyForm",
]
