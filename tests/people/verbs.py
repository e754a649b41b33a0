"""Every verb of the staff as a request: its address, what its form says, what it records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from kefu.duties.acts import Act
from kefu.people import actions
from kefu.people.models import Appointment, Department, Post
from tests.cast import BEGAN, Cast
from tests.people.conftest import GOOD, know_password

LATER = BEGAN + timedelta(days=1)


@dataclass(frozen=True)
class Verb:
    """One verb. `whose`: who may do it beside the administrator; `prepare` brings the cast into the state it needs;
    `brings` names the events that follow from it."""

    event: str
    address: Callable[[Cast], str]
    form: Callable[[Cast], dict[str, str]] = field(default=lambda _: {})
    prepare: Callable[[Cast], object] = field(default=lambda _: None)
    is_keepers: bool = True
    shows_form: bool = False
    is_about_others: bool = True
    brings: tuple[str, ...] = ()


def _left(cast: Cast) -> None:
    actions.leave_user(cast.agent.pk, by=Act(cast.administrator.pk, LATER))


def _with_passwords(cast: Cast) -> None:
    for who in (cast.administrator, cast.keeper):
        know_password(who)


def _opened(cast: Cast) -> None:
    actions.found_department(cast.community.pk, by=Act(None, LATER), name="绿化部")


def _empty(cast: Cast) -> int:
    return Department.objects.get(community=cast.community, name="绿化部").pk


def _founded(cast: Cast) -> None:
    actions.found_post(cast.community.pk, by=Act(None, LATER), word="receptionist", title="前台")


def _vacant(cast: Cast) -> int:
    return Post.objects.get(community=cast.community, word="receptionist").pk


def _appointment(cast: Cast) -> int:
    return Appointment.objects.get(user=cast.agent, until=None).pk


VERBS = {
    "join": Verb(
        "staff.joined",
        lambda _: "/people/join",
        lambda c: {"name": "吴 新", "username": "WuX", "community": str(c.community.pk), "language": "zh-hans"},
        shows_form=True,
        is_about_others=False,
    ),
    "rename": Verb(
        "staff.renamed",
        lambda c: f"/people/{c.agent.pk}/rename",
        lambda _: {"name": "张晓媚", "username": "zhangxm", "phone": "020-8888 0000"},
        shows_form=True,
    ),
    "appoint": Verb(
        "staff.appointed",
        lambda c: f"/people/{c.agent.pk}/appoint",
        lambda c: {"post": str(c.posts["lead"].pk)},
    ),
    "relieve": Verb("staff.relieved", lambda c: f"/people/{c.agent.pk}/relieve/{_appointment(c)}"),
    "make-link": Verb(
        "staff.link-made",
        lambda c: f"/people/{c.agent.pk}/link",
        lambda _: {"password": GOOD},
        prepare=_with_passwords,
    ),
    "leave": Verb("staff.left", lambda c: f"/people/{c.agent.pk}/leave"),
    "return": Verb("staff.rejoined", lambda c: f"/people/{c.agent.pk}/return", prepare=_left),
    "found-community": Verb(
        "community.founded",
        lambda _: "/communities/found",
        lambda _: {"name": "新城", "code": "XC", "rulebook": "water", "time_zone": "Asia/Urumqi"},
        is_keepers=False,
        shows_form=True,
        brings=("rulebook.adopted",),
        is_about_others=False,
    ),
    "found-department": Verb(
        "department.opened",
        lambda c: f"/communities/{c.community.pk}/departments/found",
        lambda _: {"name": "工程部"},
    ),
    "rename-department": Verb(
        "department.renamed",
        lambda c: f"/communities/{c.community.pk}/departments/{c.department.pk}/rename",
        lambda _: {"name": "客户中心"},
        shows_form=True,
    ),
    "close-department": Verb(
        "department.closed", lambda c: f"/communities/{c.community.pk}/departments/{_empty(c)}/close", prepare=_opened
    ),
    "change-post": Verb(
        "post.changed",
        lambda c: f"/communities/{c.community.pk}/posts/{c.posts['agent'].pk}/change",
        lambda _: {"title": "客服代表", "department": ""},
        shows_form=True,
    ),
    "close-post": Verb(
        "post.closed", lambda c: f"/communities/{c.community.pk}/posts/{_vacant(c)}/close", prepare=_founded
    ),
    "found-post": Verb(
        "post.founded",
        lambda c: f"/communities/{c.community.pk}/posts/found",
        lambda _: {"word": "receptionist", "title": ""},
    ),
}
