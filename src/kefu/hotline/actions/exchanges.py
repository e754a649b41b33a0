"""Exchanges that may report calls."""

import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.hotline import access
from kefu.hotline.actions.acting import HotlineRefused
from kefu.hotline.models import Exchange
from kefu.lib.tokens import token_digest
from kefu.people import access as people_access
from kefu.people.models import Community


@transaction.atomic
def add_exchange(community_id: int, *, by: Act, name: str) -> tuple[Exchange, str]:
    """Let an exchange report calls; its token, which is told once and kept nowhere."""
    _require(by, community_id)
    # Two who add one of the same name wait for each other.
    Community.objects.select_for_update(no_key=True).get(id=community_id)
    if Exchange.objects.filter(community=community_id, name=name, dropped_at=None).exists():
        raise HotlineRefused(_("There is an exchange of this name already."), "name")
    token = secrets.token_urlsafe(32)
    exchange = Exchange.objects.create(community_id=community_id, name=name, digest=token_digest(token), added_at=by.at)
    duty_actions.record("exchange.added", _subject(exchange), by=by, texts={"name": name})
    return exchange, token


@transaction.atomic
def drop_exchange(exchange_id: int, *, by: Act) -> Exchange:
    """Let an exchange report no longer; the calls that it reported stay."""
    exchange = Exchange.objects.select_for_update().get(id=exchange_id)
    _require(by, exchange.community_id)
    if exchange.dropped_at is not None:
        raise HotlineRefused(_("This exchange is not connected any more."))
    exchange.dropped_at = by.at
    exchange.save(update_fields=["dropped_at"])
    duty_actions.record("exchange.dropped", _subject(exchange), by=by)
    return exchange


def _subject(exchange: Exchange) -> Subject:
    return Subject("exchange", exchange.pk, exchange.community_id, exchange.name)


def _require(by: Act, community_id: int) -> None:
    actor = people_access.actor(by)
    if actor is None or not access.may_connect(actor, community_id):
        raise PermissionDenied
