"""What is typed at the hotline, and what exchanges say, read and checked for its shape."""

from kefu.hotline.forms.calls import CallForm, CallsFilterForm, DealtForm, ExchangeForm, NoChargeForm
from kefu.hotline.forms.periods import WEEKDAYS, DrawForm, PeriodForm, StaffingForm
from kefu.hotline.forms.reports import ReportForm
from kefu.hotline.forms.words import HearForm, NoteForm, SampleForm, SlipsFilterForm

__all__ = [
    "WEEKDAYS",
    "CallForm",
    "CallsFilterForm",
    "DealtForm",
    "DrawForm",
    "ExchangeForm",
    "HearForm",
    "NoChargeForm",
    "NoteForm",
    "PeriodForm",
    "ReportForm",
    "SampleForm",
    "SlipsFilterForm",
    "StaffingForm",
]
