"""Communities, departments, posts."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from kefu.duties import actions as duty_actions
from kefu.duties import adopting
from kefu.duties.acts import Act, Subject
from kefu.duties.governing import read_book
from kefu.people import access, queries
from kefu.people.actions.refusing import PeopleRefused, require_manager_in
from kefu.people.models import Appointment, Community, Department, Post
from kefu.people.words import post_name
from kefu.rulebook.reading import shipped
from kefu.rulebook.vocabulary import vocabulary
from kefu.ui.punctuation import listed


@dataclass(frozen=True)
class NewCommunity:
    """A community to be: `code` begins its case numbers, `rulebook` is the one it works by."""

    name: str
    code: str
    rulebook: str
    time_zone: str = "Asia/Shanghai"


@transaction.atomic
def found_community(new: NewCommunity, *, by: Act) -> Community:
    """A community begins to be served."""
    actor = access.actor(by)
    access.require(actor is None or access.may_found_communities(actor))
    if Community.objects.filter(code=new.code).exists():
        raise PeopleRefused(_("Another community has this code."), "code")
    if Community.objects.filter(name=new.name).exists():
        raise PeopleRefused(_("There is a community of this name already."), "name")
    community = Community.objects.create(**vars(new))
    facts = {"community": community.code, "rulebook": community.rulebook}
    duty_actions.record("community.founded", _subject(community), by=by, facts=facts)
    # The rulebook that comes along is in force at once; the department adopts its own versions after it.
    # A request's key stands for its first event only.
    source = shipped()[new.rulebook].read_text("utf-8")
    version = read_book(source).version
    adopting.adopt_rulebook(community.pk, source, since=version, by=replace(by, expect=None, request_key=""))
    return community


@transaction.atomic
def found_department(community_id: int, *, by: Act, name: str) -> Department:
    """A community gets a department."""
    community = _locked(community_id)
    require_manager_in(community.pk, by)
    _require_free_name(community, name)
    department = Department.objects.create(community=community, name=name)
    duty_actions.record("department.opened", _of_department(department), by=by, texts={"name": name})
    return department


@transaction.atomic
def rename_department(department_id: int, *, by: Act, name: str) -> Department:
    """A department is called otherwise."""
    department = _open_department(department_id, by)
    if name != department.name:
        _require_free_name(department.community, name)
    department.name = name
    department.save(update_fields=["name"])
    duty_actions.record("department.renamed", _of_department(department), by=by, texts={"name": name})
    duty_actions.relabel(_of_department(department))
    return department


@transaction.atomic
def close_department(department_id: int, *, by: Act) -> Department:
    """A department is no more; what it did stays on record."""
    department = _open_department(department_id, by)
    posts = department.posts.filter(closed_at=None).order_by("id")
    if posts:
        raise PeopleRefused(_("Posts belong to it: %(posts)s. Move or close them first.") % {"posts": listed(posts)})
    department.closed_at = by.at
    department.save(update_fields=["closed_at"])
    duty_actions.record("department.closed", _of_department(department), by=by)
    return department


@transaction.atomic
def found_post(community_id: int, *, by: Act, word: str, title: str, department_id: int | None = None) -> Post:
    """A community gets a post that people can hold; `word` is how rulebooks name it."""
    community = _locked(community_id)
    require_manager_in(community.pk, by)
    _require_free_title(community, department_id, title)
    role = vocabulary().posts[word].role
    post = Post.objects.create(community=community, department_id=department_id, word=word, title=title, role=role)
    duty_actions.record("post.founded", _subject(community), by=by, facts={"post": word}, texts={"title": title})
    return post


@transaction.atomic
def change_post(post_id: int, *, by: Act, title: str, department_id: int | None = None) -> Post:
    """A post is called otherwise, or belongs to another department; who holds it goes on to."""
    post = _open_post(post_id, by)
    if (post.title, post.department_id) != (title, department_id):
        _require_free_title(post.community, department_id, title)
    post.title, post.department_id = title, department_id
    post.save(update_fields=["title", "department"])
    subject = _subject(post.community)
    duty_actions.record("post.changed", subject, by=by, facts={"post": post.word}, texts={"title": title})
    return post


@transaction.atomic
def close_post(post_id: int, *, by: Act) -> Post:
    """A post is no more; who held it once stays on record."""
    post = _open_post(post_id, by)
    held = Appointment.objects.filter(post=post, until=None).order_by("user__pinyin", "user__id")
    holders = list(held.values_list("user__name", flat=True))
    if holders:
        raise PeopleRefused(_("It is held by %(names)s. Relieve them first.") % {"names": listed(holders)})
    post.closed_at = by.at
    post.save(update_fields=["closed_at"])
    subject = _subject(post.community)
    duty_actions.record("post.closed", subject, by=by, facts={"post": post.word}, texts={"title": post.title})
    return post


@transaction.atomic
def found_posts(community_id: int, *, by: Act) -> int:
    """A community gets every post that its rulebook names and it has not; how many those were."""
    _locked(community_id)
    require_manager_in(community_id, by)
    missing = queries.posts_missing(community_id)
    if not missing:
        raise PeopleRefused(_("Every post that the rulebook names is there."))
    for word in missing:
        found_post(community_id, by=by, word=word, title=post_name(word))
        by = replace(by, expect=None, request_key="")
    return len(missing)


def _locked(community_id: int) -> Community:
    return Community.objects.select_for_update().get(id=community_id)


def _open_department(department_id: int, by: Act) -> Department:
    """The department, its community locked. Refuses what was closed."""
    department = Department.objects.select_related("community").get(id=department_id)
    _locked(department.community_id)
    require_manager_in(department.community_id, by)
    department.refresh_from_db(fields=["name", "closed_at"])
    if department.closed_at is not None:
        raise PeopleRefused(_("This department is closed."))
    return department


def _open_post(post_id: int, by: Act) -> Post:
    """The post, locked within its community. Refuses what was closed."""
    _locked(Post.objects.values_list("community", flat=True).get(id=post_id))
    post = Post.objects.select_for_update(of=("self",)).select_related("community").get(id=post_id)
    require_manager_in(post.community_id, by)
    if post.closed_at is not None:
        raise PeopleRefused(_("This post is closed."))
    return post


def _require_free_name(community: Community, name: str) -> None:
    if community.departments_now.filter(name=name).exists():
        raise PeopleRefused(_("There is a department of this name already."), "name")


def _require_free_title(community: Community, department_id: int | None, title: str) -> None:
    if department_id is not None and not community.departments_now.filter(id=department_id).exists():
        raise PeopleRefused(_("This department belongs to another community, or is closed."), "department")
    if community.posts_now.filter(department=department_id, title=title).exists():
        raise PeopleRefused(_("There is a post of this title already."), "title")


def _of_department(department: Department) -> Subject:
    return Subject("department", department.pk, department.community_id, department.name)


def _subject(community: Community) -> Subject:
    return Subject("community", community.pk, community.pk, community.name)
