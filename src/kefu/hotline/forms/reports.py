"""What exchanges and their files say of calls."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kefu.audit.moments import MomentError, MomentReader
from kefu.duties.explaining import in_language
from kefu.hotline.actions import Report
from kefu.hotline.calc import key_of
from kefu.hotline.forms.calls import LONGEST_SUMMARY, Number
from kefu.hotline.models import Direction, Disposition
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.fields import Line

# What is told of a moment that lies ahead by no more is a clock that goes fast.
_FAST = timedelta(minutes=5)


class _Written(forms.Field):
    """A moment as exchanges write it; without an offset in the community's time."""

    def __init__(self) -> None:
        super().__init__(required=False)
        self.reader: MomentReader | None = None

    def clean(self, value: Any) -> datetime | None:
        if value in (None, ""):
            return None
        if self.reader is None:
            raise TypeError("no clock is known")
        try:
            return datetime.fromtimestamp(self.reader.read(str(value).strip()), UTC)
        except MomentError as error:
            raise forms.ValidationError(in_language(error.text)) from error


class _Said(forms.ChoiceField):
    """A choice, however it is written."""

    def __init__(self, choices: Any, words: Mapping[str, str], **named: Any) -> None:
        super().__init__(choices=choices, required=False, **named)
        self._words = words

    def to_python(self, value: Any) -> str:
        written = super().to_python(value).strip()
        return self._words.get(written.lower(), written)


_DIRECTIONS = {"呼入": "in", "来电": "in", "inbound": "in", "呼出": "out", "去电": "out", "outbound": "out"}
_DISPOSITIONS = {value.zh: name for name, value in vocabulary().facts["call.disposition"].values.items()}
EVENTS = ("ringing", "answered", "ended", "call")


# How exchanges call a number that the caller withholds.
_WITHHELD = frozenset({"anonymous", "unknown", "private", "restricted", "匿名", "未知"})


class _Caller(Number):
    """The other side's number; none where it is withheld."""

    def clean(self, value: Any) -> str:
        return "" if str(value or "").strip().lower() in _WITHHELD else super().clean(value)


class ReportForm(forms.Form):
    """What an exchange says of a call: one thing that happened to it, or all of it (event `call`)."""

    call = Line(max_length=64, required=False)
    event = forms.ChoiceField(choices=[(one, one) for one in EVENTS], required=False)
    at = _Written()
    started = _Written()
    answered = _Written()
    ended = _Written()
    line = Line(max_length=40, required=False)
    number = _Caller(required=False)
    direction = _Said(Direction.choices, _DIRECTIONS)
    agent = Line(max_length=60, required=False)
    rings = forms.IntegerField(min_value=0, max_value=99, required=False)
    recording = Line(max_length=500, required=False)
    disposition = _Said(Disposition.choices, _DISPOSITIONS)
    summary = forms.CharField(max_length=LONGEST_SUMMARY, required=False)

    def __init__(
        self, said: Mapping[str, Any], *, reader: MomentReader, staff: Mapping[str, int], now: datetime
    ) -> None:
        super().__init__(said)
        self._staff, self._now, self.unknown_agent = staff, now, ""
        for field in self.fields.values():
            if isinstance(field, _Written):
                field.reader = reader

    def clean_summary(self) -> str:
        """Halves of signs, which JSON can hold and the database cannot, are left out."""
        said: str = self.cleaned_data["summary"]
        return said.encode("utf-8", "ignore").decode()

    def clean(self) -> dict[str, Any]:
        """What is said is whole, goes forward in time, and has happened."""
        said = self.cleaned_data
        event = said.get("event") or "call"
        if not self.errors:
            needed = {"call": "started"}.get(event, "at")
            if said[needed] is None:
                self.add_error(needed, _("This is needed."))
            if event != "call" and not said["call"]:
                self.add_error("call", _("This is needed."))
        for name in ("at", "started", "answered", "ended"):
            if (at := said.get(name)) is not None and at > self._now + _FAST:
                self.add_error(name, _("This lies in the future."))
        self._refuse_backwards()
        agent = said.get("agent", "")
        self.unknown_agent = agent if agent and agent not in self._staff else ""
        return said

    def _refuse_backwards(self) -> None:
        told = [(name, at) for name in ("started", "answered", "ended") if (at := self.cleaned_data.get(name))]
        for (_before, early), (name, late) in pairwise(told):
            if late < early:
                self.add_error(name, _("A call begins, is answered and ends in this order."))

    def report(self) -> Report:
        """The report."""
        said = self.cleaned_data
        event, at = said["event"] or "call", said["at"]
        moments: dict[str, Any] = {
            f"{name}_at": said[name] if event == "call" else at if event == of else None
            for name, of in (("started", "ringing"), ("answered", "answered"), ("ended", "ended"))
        }
        names = ("line", "number", "direction", "rings", "recording", "disposition", "summary")
        fields: dict[str, Any] = {name: said[name] for name in names} | {"agent_id": self._staff.get(said["agent"])}
        key = said["call"] or key_of(said["line"], said["number"], int(said["started"].timestamp()))
        return Report(key, **moments, **fields)
