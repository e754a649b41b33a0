"""What is done with passes and at the gate: one function per verb, each recording one event."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, ForbiddenError, Refused, Subject
from kefu.duties.explaining import refused
from kefu.gate import access
from kefu.gate.calc import VERBS, may_follow, pass_number
from kefu.gate.models import Direction, Kind, Pass, Passage, PassCounter
from kefu.gate.words import refused_by_state
from kefu.lib.identity import normal
from kefu.notices.outbox import actions as outbox
from kefu.notices.outbox.actions import NewMessage, Recipient
from kefu.people import access as people_access
from kefu.people.numbering import next_of_year

PHONE, MESSAGE = "phone", "message"
_DIRECTIONS = {
    "enter": Direction.IN,
    "leave": Direction.OUT,
    "release": Direction.GOODS,
    "refuse": Direction.REFUSED,
}


class PassRefused(Refused):
    """The pass cannot be issued, or not be used so: why."""


class _Doing(NamedTuple):
    """What a verb changes of a pass, and what its event says."""

    fields: Mapping[str, Any] = {}
    facts: Mapping[str, Any] = {}
    texts: Mapping[str, str] = {}


def subject(of: Pass) -> Subject:
    """A pass as the subject of events."""
    return Subject("pass", of.pk, of.community_id, of.number)


@transaction.atomic
def issue_pass(new: Pass, *, by: Act) -> Pass:
    """Issue a pass for a worker or a resident, or a slip for goods; `new` is not saved yet."""
    if new.kind == Kind.VISITOR:
        raise ValueError("a visitor is registered")
    if new.kind == Kind.GOODS and not new.items:
        raise PassRefused(_("Say which goods go out, one in each line."), "what")
    _save(new, by)
    texts = {"holder": new.holder, "goods": new.what} if new.what else {"holder": new.holder}
    duty_actions.record("pass.issued", subject(new), by=by, facts=_facts(new), texts=texts)
    return new


@transaction.atomic
def register_visitor(new: Pass, *, by: Act, told: str = "") -> Pass:
    """Register a visitor, who came with an appointment or without; `told`: how the host was told, blank: not yet."""
    new.kind = Kind.VISITOR
    if not new.host:
        raise PassRefused(_("Say whom the visitor comes to see."), "host")
    recipient = _host(new) if told == MESSAGE else None
    new.is_host_told = bool(told)
    _save(new, by)
    facts = {**_facts(new), "host.told": new.is_host_told}
    duty_actions.record("visitor.registered", subject(new), by=by, facts=facts, texts={"holder": new.holder})
    if recipient is not None:
        outbox.post(_message(new, recipient), by=by.following(1))
    return new


def tell_host(pass_id: int, *, by: Act, told: str = PHONE) -> Pass:
    """The host is told that somebody is at the gate: by phone, or by a message that this sends."""

    def doing(old: Pass) -> _Doing:
        if old.is_host_told:
            raise PassRefused(_("The host was told already."))
        return _Doing({"is_host_told": True}, {"host.told": True})

    with transaction.atomic():
        found = _do("tell-host", pass_id, by, doing)
        if told == MESSAGE:
            outbox.post(_message(found, _host(found)), by=by.following(1))
        return found


def enter_visitor(pass_id: int, *, by: Act, gate: str = "") -> Pass:
    """Somebody goes in, once at a time and within the time of the pass."""

    def doing(old: Pass) -> _Doing:
        if by.at > old.valid_until:
            raise PassRefused(_("The time of this pass is over. Whoever issues passes may extend it."))
        if by.at < old.valid_from:
            raise PassRefused(_("This pass is not valid yet."))
        told = {"host.told": old.is_host_told} if old.kind == Kind.VISITOR else {}
        return _Doing({}, {**_facts(old), **told}, _at(gate))

    return _pass("enter", pass_id, by, doing, gate)


def leave_visitor(pass_id: int, *, by: Act, gate: str = "") -> Pass:
    """Somebody goes out; that is noted whatever the time of the pass."""
    return _pass("leave", pass_id, by, lambda _old: _Doing({}, {}, _at(gate)), gate)


def release_goods(pass_id: int, *, by: Act, gate: str = "") -> Pass:
    """The goods were compared with their slip and go out; the slip is handed in, and used by it."""

    def doing(old: Pass) -> _Doing:
        if not old.valid_from <= by.at <= old.valid_until:
            raise PassRefused(_("This slip is not valid now. Whoever issues passes may extend it."))
        facts = {"goods.named": bool(old.items), "goods.issued-by-another": old.issued_by_id != by.actor_id}
        return _Doing({"closed_at": by.at}, facts, _at(gate))

    return _pass("release", pass_id, by, doing, gate)


def refuse_goods(pass_id: int, *, by: Act, said: str, gate: str = "") -> Pass:
    """The goods are not those of the slip: they stay, and so does the slip."""
    return _pass("refuse", pass_id, by, lambda _old: _Doing({}, {}, {"reason": said, **_at(gate)}), gate)


def extend_pass(pass_id: int, *, by: Act, until: datetime) -> Pass:
    """The pass holds longer."""

    def doing(old: Pass) -> _Doing:
        if until <= max(old.valid_until, by.at):
            raise PassRefused(_("Choose a time later than the one that the pass has."), "until")
        return _Doing({"valid_until": until}, {"pass.until": int(until.timestamp())})

    return _do("extend", pass_id, by, doing)


def revoke_pass(pass_id: int, *, by: Act, said: str) -> Pass:
    """The pass holds no longer; who is inside by it leaves first."""
    return _do("revoke", pass_id, by, lambda _old: _Doing({"closed_at": by.at}, {}, {"reason": said}))


def call_in_pass(pass_id: int, *, by: Act) -> Pass:
    """What the pass was for is at its end: it must be handed in."""

    def doing(old: Pass) -> _Doing:
        if old.called_in_at is not None:
            raise PassRefused(_("This pass was called in already."))
        return _Doing({"called_in_at": by.at}, {"pass.kind": old.kind})

    return _do("call-in", pass_id, by, doing)


@transaction.atomic
def hand_in_pass(pass_id: int, *, by: Act, gate: str = "") -> Pass:
    """The pass is handed in, at the window or at the gate; who was inside by it has left."""
    found = _do("hand-in", pass_id, by, lambda _old: _Doing({"closed_at": by.at}, {}, _at(gate)))
    found.passages.filter(is_open=True).update(is_open=False)
    return found


def _save(new: Pass, by: Act) -> None:
    actor = people_access.actor(by)
    people_access.require(actor is not None and access.may_issue(actor, new.community_id, new.kind))
    for whose in (new.unit, new.host_person):
        people_access.require(whose is None or whose.community_id == new.community_id)
    if new.valid_until <= max(new.valid_from, by.at):
        raise PassRefused(_("Choose an end that lies after the beginning, and not in the past."), "valid_until")
    new.code = secrets.token_urlsafe(16)
    new.number = pass_number(*next_of_year(PassCounter, new.community, by.at))
    new.issued_at, new.issued_by_id, new.plate = by.at, by.actor_id or 0, normal(new.plate, "plate")
    new.save(force_insert=True)


def _pass(verb: str, pass_id: int, by: Act, doing: Callable[[Pass], _Doing], gate: str) -> Pass:
    """A verb by which somebody, or goods, pass a gate."""
    with transaction.atomic():
        found = _do(verb, pass_id, by, doing)
        if verb == "leave":
            found.passages.filter(is_open=True).update(is_open=False)
        Passage.objects.create(
            community_id=found.community_id,
            of=found,
            gate=gate,
            direction=_DIRECTIONS[verb],
            is_open=verb == "enter",
            at=by.at,
            recorded_at=by.recorded_at or by.at,
            by_id=by.actor_id or 0,
        )
        return found


@transaction.atomic
def _do(verb: str, pass_id: int, by: Act, doing: Callable[[Pass], _Doing]) -> Pass:
    found = Pass.objects.select_for_update(of=("self",)).select_related("community", "host_person").get(id=pass_id)
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_do(actor, found.community_id, verb))
    if not may_follow(verb, found.kind, found.state):
        raise PassRefused(refused_by_state(verb, found))
    said, allowed = doing(found), VERBS[verb]
    changed = {"state": allowed.leads_to or found.state, **said.fields}
    for name, value in changed.items():
        setattr(found, name, value)
    found.save(update_fields=list(changed))
    named = {"enter": "enter_visitor", "release": "release_goods"}.get(verb)
    try:
        duty_actions.record(allowed.event, subject(found), by=by, facts=said.facts, texts=said.texts, verb=named)
    except ForbiddenError as forbidden:
        raise PassRefused(" ".join(refused(one) for one in forbidden.refusals)) from forbidden
    return found


def _facts(of: Pass) -> dict[str, Any]:
    return {"pass.kind": of.kind, "pass.until": int(of.valid_until.timestamp())}


def _at(gate: str) -> dict[str, str]:
    return {"gate": gate} if gate else {}


def _host(of: Pass) -> Recipient:
    person = of.host_person
    if person is None or not person.phone:
        raise PassRefused(_("No number of the host is on file. Call them, and choose: told by phone."), "told")
    return Recipient("sms", person.phone, person.name)


def _message(of: Pass, to: Recipient) -> NewMessage:
    # Whom it reaches reads the department's language, whichever the guard reads.
    with translation.override(settings.LANGUAGE_CODE):
        title = _("A visitor for you")
        said = _("%(visitor)s is at the gate and would like to see you.") % {"visitor": of.holder}
    return NewMessage(of.community_id, "word", title, said, [to], about=subject(of), is_urgent=True)
