"""The people of the tests, by name, with their posts: one community whole, and a clerk of another."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from django.apps import apps
from django.db import connection, transaction

from kefu.duties.acts import Act
from kefu.events.models import Event
from kefu.people import actions
from kefu.people.actions.places import NewCommunity
from kefu.people.actions.users import NewUser
from kefu.people.models import Community, Department, Post, User
from kefu.rulebook.vocabulary import vocabulary

HERE = timezone(timedelta(hours=8))
BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=HERE)
# By their word: the name, how they sign in, what the post is.
_STAFF = {
    "agent": ("张晓梅", "zhangxm", "agent"),
    "lead": ("刘强", "liuq", "lead"),
    "supervisor": ("陈静", "chenj", "supervisor"),
    "manager": ("王建国", "wangjg", "manager"),
    "engineer": ("李大伟", "lidw", "engineer"),
    "cashier": ("曾芳", "zengf", "cashier"),
    "auditor": ("赵敏", "zhaom", "auditor"),
    "keeper": ("孙丽", "sunl", "administrator"),
}


@dataclass(frozen=True)
class Cast:
    """Who there is. `administrator`: of the whole installation; `keeper`: holds the community's post of the role admin."""

    community: Community
    other_community: Community
    department: Department
    posts: dict[str, Post]
    administrator: User
    agent: User
    lead: User
    supervisor: User
    manager: User
    engineer: User
    cashier: User
    auditor: User
    keeper: User
    other_clerk: User

    def __getitem__(self, name: str) -> User:
        found = getattr(self, name)
        assert isinstance(found, User)
        return found


def make_cast() -> Cast:
    """Everybody, joined and appointed by the actions themselves; after the first time by the rows that came of it.

    Most tests begin so: a copy of the rows takes a tenth of the time.
    """
    where = connection.settings_dict["NAME"]
    if User.objects.exists() or Event.objects.exists():
        return _made()
    if where not in _kept:
        cast = _made()
        _kept[where] = cast, _rows()
        return deepcopy(cast)
    held, tables = _kept[where]
    with transaction.atomic(), connection.cursor() as cursor:
        # Whatever a trigger did stands in the rows.
        cursor.execute("set local session_replication_role = replica")
        for table, rows in tables.items():
            with cursor.copy(f'copy "{table}" from stdin') as copy:
                copy.write(rows)
        cursor.execute("set local session_replication_role = origin")
    return deepcopy(held)


# What a first cast came to, by the database: the people, and the rows of all tables that hold any of it.
_kept: dict[str, tuple[Cast, dict[str, bytes]]] = {}


def _rows() -> dict[str, bytes]:
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model.__module__.startswith("kefu.") and model._default_manager.exists():
                table = model._meta.db_table
                with cursor.copy(f'copy "{table}" to stdout') as copy:
                    found[table] = b"".join(bytes(part) for part in copy)
    return found


def _made() -> Cast:
    program = Act(None, BEGAN)
    administrator = actions.join_user(NewUser("root", "周主任", None, is_administrator=True), by=program)
    by = Act(administrator.pk, BEGAN)
    community = actions.found_community(NewCommunity("翠湖苑", "CH", "property"), by=by)
    other = actions.found_community(NewCommunity("金桥花园", "JQ", "property"), by=by)
    department = actions.found_department(community.pk, by=by, name="客户服务部")
    posts, staff = {}, {}
    for name, (called, username, word) in _STAFF.items():
        title = vocabulary().posts[word].zh
        posts[name] = actions.found_post(community.pk, by=by, word=word, title=title, department_id=department.pk)
        staff[name] = _employ(NewUser(username, called, community.pk, phone="13800000000"), posts[name], by)
    elsewhere = actions.found_post(other.pk, by=by, word="agent", title="客服专员")
    clerk = _employ(NewUser("qianl", "钱来", other.pk), elsewhere, by)
    posts["other_clerk"] = elsewhere
    return Cast(community, other, department, posts, administrator, **staff, other_clerk=clerk)


def _employ(new: NewUser, post: Post, by: Act) -> User:
    user = actions.join_user(new, by=by)
    actions.appoint_user(user.pk, by=by, post_id=post.pk)
    return user
