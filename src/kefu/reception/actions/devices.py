"""Devices of the queue: connected by an address that nobody guesses, and disconnected."""

import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.lib.tokens import token_digest
from kefu.people.models import Community
from kefu.reception.actions.acting import ReceptionRefused, require_arranging
from kefu.reception.models import Device


@transaction.atomic
def add_device(community_id: int, *, by: Act, kind: str, name: str) -> tuple[Device, str]:
    """Connect a device; the end of its address, which is told once and kept nowhere."""
    community = Community.objects.get(id=community_id)
    require_arranging(by, community_id)
    token = secrets.token_urlsafe(24)
    digest = token_digest(token)
    device = Device.objects.create(community=community, kind=kind, name=name, digest=digest, added_at=by.at)
    duty_actions.record("device.added", _subject(device), by=by, **_said(device))
    return device, token


@transaction.atomic
def drop_device(device_id: int, *, by: Act) -> Device:
    """Disconnect a device: its address leads nowhere any more."""
    device = Device.objects.select_for_update(of=("self",)).select_related("community").get(id=device_id)
    require_arranging(by, device.community_id)
    if device.dropped_at is not None:
        raise ReceptionRefused(_("This device is disconnected already."))
    device.dropped_at = by.at
    device.save(update_fields=["dropped_at"])
    duty_actions.record("device.dropped", _subject(device), by=by, **_said(device))
    return device


def _subject(device: Device) -> Subject:
    return Subject("community", device.community_id, device.community_id, device.community.name)


def _said(device: Device) -> dict[str, Any]:
    return {"facts": {"device": str(device.pk)}, "texts": {"name": device.name}}
