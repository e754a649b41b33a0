"""The list of the staff: its columns, on the page and in a file."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kefu.people.models import Appointment, User
from kefu.people.queries import USER_ORDERS
from kefu.ui.lists import Column, RecordList, beside, mark, quiet


def _name(user: User) -> SafeString:
    link = format_html('<a href="{}">{}</a>', reverse("people:user", args=[user.pk]), user.name)
    left = "" if user.is_active else mark(_("left"))
    return beside(link, left, mark(_("administrator"), "accent") if user.is_administrator else "")


def _held(user: User) -> list[Appointment]:
    held: list[Appointment] = user.held  # type: ignore[attr-defined]  # prefetched by `queries.users`
    return held


def _posts(user: User) -> SafeString:
    posts = [(one.post.title, one.post.department.name if one.post.department else "") for one in _held(user)]
    if not posts:
        return quiet(_("none"))
    lines = format_html_join("", "<li>{}</li>", ((beside(title, quiet(of) if of else ""),) for title, of in posts))
    return format_html('<ul class="lines">{}</ul>', lines)


def _username(user: User) -> str:
    return user.username


def _community(user: User) -> str:
    return user.community.name if user.community else ""


USERS: RecordList[User] = RecordList(
    "people",
    gettext_lazy("Staff"),
    (
        Column("name", pgettext_lazy("of a person", "Name"), _name, lambda user: user.name, ("name", "name-last")),
        Column("posts", gettext_lazy("Posts"), _posts, lambda user: "、".join(one.post.title for one in _held(user))),
        Column("community", gettext_lazy("Community"), lambda user: beside(_community(user)), _community, width=16),
        Column("phone", gettext_lazy("Phone"), lambda user: beside(user.phone), lambda user: user.phone, width=16),
        Column("username", gettext_lazy("Sign-in name"), _username, _username, is_default=False),
        Column("left", gettext_lazy("Left"), None, lambda user: user.left_at, kind="moment", width=17),
    ),
    USER_ORDERS,
    lambda user: user.pk,
)
