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
from kefu.people.models import Community, Department, Post
from kefu.people.words import post_name
from kefu.rulebook.reading import shipped
from kefu.rulebook.vocabulary import vocabulary


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
    if Department.objects.filter(community=community, name=name).exists():
        raise PeopleRefused(_("There is a department of this name already."), "name")
    department = Department.objects.create(community=community, name=name)
    subject = Subject("department", department.pk, community.pk, department.name)
    duty_actions.record("department.opened", subject, by=by, texts={"name": name})
    return department


@transaction.atomic
def found_post(community_id: int, *, by: Act, word: str, title: str, department_id: int | None = None) -> Post:
    """A community gets a post that people can hold; `word` is how rulebooks name it."""
    community = _locked(community_id)
    require_manager_in(community.pk, by)
    if department_id is not None and not Department.objects.filter(id=department_id, community=community).exists():
        raise PeopleRefused(_("This department belongs to another community."), "department")
    if Post.objects.filter(community=community, department=department_id, title=title).exists():
        raise PeopleRefused(_("There is a post of this title already."), "title")
    role = vocabulary().posts[word].role
    post = Post.objects.create(community=community, department_id=department_id, word=word, title=title, role=role)
    duty_actions.record("post.founded", _subject(community), by=by, facts={"post": word}, texts={"title": title})
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


def _subject(community: Community) -> Subject:
    return Subject("community", community.pk, community.pk, community.name)
