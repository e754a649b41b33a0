"""What happened to a case, as its page tells it: what, when, by whom, what was found and in which words."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kefu.cases.models import Case, Channel
from kefu.duties.explaining import Told, in_language
from kefu.events import queries as event_queries
from kefu.events.models import Event
from kefu.people import queries as people_queries
from kefu.people.words import event_name
from kefu.rulebook.showing import condition
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.punctuation import headed, strung

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Happened:
    """An event of a case's timeline: what, when, by whom, what was found, and its words."""

    name: str
    at: datetime
    by: str
    is_engine: bool
    found: str
    texts: tuple[str, ...]


# What the values of a fact are called, by the fact.
_Called = Mapping[str, Mapping[str, str]]
_CORRECTED: dict[str, "StrOrPromise"] = {
    "matter": gettext_lazy("What"),
    "caller": gettext_lazy("Who"),
    "contact": gettext_lazy("Contact"),
    "place": gettext_lazy("Where"),
    "happened": gettext_lazy("When it happened"),
    "people": gettext_lazy("Who is involved"),
    "convenient_time": gettext_lazy("Convenient time"),
}
# What would not be understood by itself.
_SAID: dict[str, "StrOrPromise"] = {"call": gettext_lazy("Call reference")}
# What is for whoever has to call.
_TO_CALL = frozenset({"contact", "phone"})
# What a correction changed stands in its words.
_TOLD_ELSEWHERE = frozenset({"case.corrected", "errand.corrected", "case.file-added", "case.file-removed"})
# What the program notes by itself with what somebody says.
_NOTED = frozenset({"revisit.recorded", "revisit.by-doer", "file.size"})


def timeline(case: Case, duties: Sequence[Told] = (), *, may_call: bool) -> list[Happened]:
    """What happened to a case, the last first; persons by name, clauses as they stand in its `duties`.

    `may_call`: whether the reader may see by what numbers the caller was reached.
    """
    return _told(case.history, frozenset({"case.received"}), {"clause": _clauses(duties)}, may_call=may_call)


def history(
    subject_kind: str,
    subject_id: int,
    shown_above: Set[str],
    duties: Sequence[Told] = (),
    steps: Mapping[str, str] | None = None,
    *,
    may_call: bool = False,
) -> list[Happened]:
    """What happened to a subject, the last first; of the kinds that its page shows above it is only told that, when.

    `duties`: the subject's, whose clauses its events name; `steps`: what the steps are called that they name;
    `may_call`: as for `timeline`.
    """
    called = {"clause": _clauses(duties), "step": steps or {}}
    return _told(list(event_queries.history(subject_kind, subject_id)), shown_above, called, may_call=may_call)


def _clauses(duties: Sequence[Told]) -> dict[str, str]:
    return {one.duty.clause: one.says for one in duties}


def _told(events: Sequence[Event], shown_above: Set[str], called: _Called, *, may_call: bool) -> list[Happened]:
    unread = frozenset() if may_call else _TO_CALL
    handlers = {int(to) for event in events if (to := str(event.facts.get("handler"))).isdigit()}
    names = people_queries.names({event.actor_id for event in events} | handlers)
    told = ((event, () if event.kind in shown_above else _words(event, unread)) for event in reversed(events))
    return [_happened(event, words, names, shown_above, called) for event, words in told]


def _happened(
    event: Event, words: tuple[str, ...], names: Mapping[int, str], shown_above: Set[str], called: _Called
) -> Happened:
    word, name = vocabulary().events.get(event.kind), event_name(event.kind)
    is_engine = bool(word and word.engine)
    is_told = is_engine or event.kind in shown_above | _TOLD_ELSEWHERE
    about = [said for fact in called if (said := called[fact].get(str(event.facts.get(fact)))) and said != name]
    found = strung([*about, *([] if is_told else _found(event, names))])
    return Happened(name, event.happened_at, names.get(event.actor_id or 0, ""), is_engine, found, words)


def _found(event: Event, names: Mapping[int, str]) -> list[str]:
    """The facts of an event that a reader can use: whether, which, how many, when, to whom."""
    known = {name: value for name, value in event.facts.items() if name not in _NOTED and value is not None}
    return [said for name, value in known.items() if (said := _fact(event, name, value, names))]


def _fact(event: Event, name: str, value: Any, names: Mapping[int, str]) -> str:
    """A fact in words; blank for one that is told by words, or says only who acted."""
    fact = vocabulary().facts.get(name)
    match fact and fact.type:
        case "yes_no" | "choice" | "number":
            return in_language(condition(name, value))
        case "time":
            said = f"{localtime(datetime.fromtimestamp(value, UTC)):%Y-%m-%d %H:%M}"
        case "person" if value != str(event.actor_id) and str(value).isdigit():
            said = names.get(int(value), "")
        case _:
            said = ""
    return headed(in_language(fact.text), said) if fact and said else ""


def _words(event: Event, unread: Set[str]) -> tuple[str, ...]:
    """What was said at an event."""
    texts = [text for text in event.texts.all() if text.name.removesuffix(".old") not in unread]
    said = {text.name: text.text for text in texts if text.text}
    if event.kind != "case.corrected":
        return tuple(headed(_SAID[name], text) if name in _SAID else text for name, text in said.items())
    named = [(label, name) for name, label in _CORRECTED.items() if name in said or f"{name}.old" in said]
    lines = [headed(label, f"{said.get(f'{name}.old', '–')} → {said.get(name, '–')}") for label, name in named]
    if channel := event.facts.get("channel"):
        lines.append(headed(_("Came by"), Channel(channel).label))
    return (*lines, said["reason"]) if "reason" in said else tuple(lines)
