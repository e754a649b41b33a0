"""The directory: whom orders may be sent to, and who answers for them."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties.acts import Act, Subject
from kefu.people import access as people_access
from kefu.people.models import Community, Post, User
from kefu.workorders import access
from kefu.workorders.actions.acting import OrderRefused
from kefu.workorders.directory import example
from kefu.workorders.models import Receiver, Side


@dataclass(frozen=True)
class NewReceiver:
    """A receiver as it should be: called so, on which side, who answers for it, how it is reached."""

    name: str
    side: str = Side.INSIDE
    user: User | None = None
    post: Post | None = None
    contact: str = ""
    is_for_superiors: bool = False


@transaction.atomic
def add_receiver(community_id: int, *, by: Act, new: NewReceiver) -> Receiver:
    """Orders may go there from now on."""
    community = _locked(community_id, by)
    _refuse_wrong(community, new)
    receiver = Receiver.objects.create(community=community, **vars(new))
    duty_actions.record("receiver.added", _subject(community), by=by, facts=_id(receiver), texts=_name(receiver))
    return receiver


@transaction.atomic
def load_receivers(community_id: int, *, by: Act) -> int:
    """A community gets the receivers of the example (S3) that it has not; how many those were."""
    community = _locked(community_id, by)
    there = set(Receiver.objects.filter(community=community).values_list("name", flat=True))
    posts = {post.word: post for post in Post.objects.filter(community=community, closed_at=None).order_by("-id")}
    missing = [one for one in example() if one.name not in there]
    if not missing:
        raise OrderRefused(_("Every receiver of the example is there."))
    for number, one in enumerate(missing):
        new = NewReceiver(one.name, one.side, None, posts.get(one.post), "", one.is_for_superiors)
        add_receiver(community_id, by=by.following(number), new=new)
    return len(missing)


@transaction.atomic
def change_receiver(receiver_id: int, *, by: Act, new: NewReceiver) -> Receiver:
    """Put right who answers for a receiver, or what it is called; orders that are under way follow."""
    receiver = _kept(receiver_id, by)
    if all(getattr(receiver, name) == said for name, said in vars(new).items()):
        raise OrderRefused(_("Nothing is different from what is written down."))
    _refuse_wrong(receiver.community, new, receiver.pk)
    for name, said in vars(new).items():
        setattr(receiver, name, said)
    receiver.save(update_fields=list(vars(new)))
    duty_actions.record(
        "receiver.changed", _subject(receiver.community), by=by, facts=_id(receiver), texts=_name(receiver)
    )
    return receiver


@transaction.atomic
def retire_receiver(receiver_id: int, *, by: Act) -> Receiver:
    """No order is sent there any more; those that are under way go on."""
    receiver = _kept(receiver_id, by)
    if receiver.retired_at is not None:
        raise OrderRefused(_("This receiver was taken off the list before."))
    receiver.retired_at = by.at
    receiver.save(update_fields=["retired_at"])
    duty_actions.record(
        "receiver.retired", _subject(receiver.community), by=by, facts=_id(receiver), texts=_name(receiver)
    )
    return receiver


@transaction.atomic
def restore_receiver(receiver_id: int, *, by: Act) -> Receiver:
    """Orders may go there again."""
    receiver = _kept(receiver_id, by)
    if receiver.retired_at is None:
        raise OrderRefused(_("This receiver stands on the list already."))
    receiver.retired_at = None
    receiver.save(update_fields=["retired_at"])
    duty_actions.record(
        "receiver.restored", _subject(receiver.community), by=by, facts=_id(receiver), texts=_name(receiver)
    )
    return receiver


def _locked(community_id: int, by: Act) -> Community:
    """The community, its directory locked until the transaction ends, if the actor keeps it."""
    actor = people_access.actor(by)
    people_access.require(actor is None or access.may_keep(actor, community_id))
    return Community.objects.select_for_update(no_key=True).get(id=community_id)


def _kept(receiver_id: int, by: Act) -> Receiver:
    """A receiver with its community, the directory locked, if the actor keeps it."""
    _locked(Receiver.objects.values_list("community_id", flat=True).get(id=receiver_id), by)
    return Receiver.objects.select_related("community").get(id=receiver_id)


def _refuse_wrong(community: Community, new: NewReceiver, own_id: int = 0) -> None:
    if Receiver.objects.filter(community=community, name=new.name).exclude(pk=own_id).exists():
        raise OrderRefused(_("There is a receiver of this name already."), field="name")
    if new.user is not None and new.post is not None:
        raise OrderRefused(_("Name a colleague or a post, not both."), field="post")
    if new.user is not None and not people_access.staff_in([community.pk]).filter(pk=new.user.pk).exists():
        raise OrderRefused(_("This colleague holds no post in this community."), field="user")
    if new.post is not None and new.post.community_id != community.pk:
        raise OrderRefused(_("This post belongs to another community."), field="post")


def _subject(community: Community) -> Subject:
    return Subject("community", community.pk, community.pk, community.name)


def _id(receiver: Receiver) -> dict[str, str]:
    return {"receiver": str(receiver.pk)}


def _name(receiver: Receiver) -> dict[str, str]:
    return {"name": receiver.name}
