"""Communities with their departments and posts."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kefu.people import access, actions, queries
from kefu.people.forms import ChangePostForm, CommunityForm, DepartmentForm, PostForm
from kefu.people.models import Community
from kefu.people.views.answering import once, refusals_on, refusals_told
from kefu.people.views.choosing import visible_community
from kefu.people.words import post_name


@require_GET
def communities(request: HttpRequest) -> HttpResponse:
    """The communities that one belongs to."""
    viewer = access.signed_in(request)
    shown = {"communities": queries.communities(viewer), "may_found": access.may_found_communities(viewer)}
    return render(request, "people/communities.html", shown)


@once("people:community")
@require_http_methods(["GET", "HEAD", "POST"])
def found_community(request: HttpRequest) -> HttpResponse:
    """A community begins to be served."""
    access.require(access.may_found_communities(access.signed_in(request)))
    form = CommunityForm(request.POST or None)
    if form.is_valid():
        with refusals_on(request, form):
            founded = actions.found_community(form.new_community(), by=access.act(request))
            return redirect("people:community", founded.pk)
    return render(request, "people/found_community.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def community(request: HttpRequest, community_id: int) -> HttpResponse:
    """One community: its departments, its posts and who holds them."""
    return _page(request, visible_community(request, community_id))


@once("people:community", "community_id")
@require_POST
def found_department(request: HttpRequest, community_id: int) -> HttpResponse:
    """A community gets a department."""
    where = _managed(request, community_id)
    form = DepartmentForm(request.POST)
    if form.is_valid():
        with refusals_on(request, form):
            actions.found_department(where.pk, by=access.act(request), **form.cleaned_data)
            messages.success(request, _("The department is there."))
            return redirect("people:community", where.pk)
    return _page(request, where, department_form=form)


@once("people:community")
@require_POST
def found_post(request: HttpRequest, community_id: int) -> HttpResponse:
    """A community gets a post."""
    where = _managed(request, community_id)
    form = PostForm(request.POST, departments=where.departments_now)
    if form.is_valid():
        typed = dict(form.cleaned_data)
        department = typed.pop("department")
        with refusals_on(request, form):
            chosen = department.pk if department else None
            actions.found_post(where.pk, by=access.act(request), department_id=chosen, **typed)
            messages.success(request, _("The post is there. Appoint somebody on their page."))
            return redirect("people:community", where.pk)
    return _page(request, where, post_form=form)


@once("people:community", "community_id")
@require_POST
def found_posts(request: HttpRequest, community_id: int) -> HttpResponse:
    """A community gets all posts that its rulebook names."""
    where = _managed(request, community_id)
    with refusals_told(request, _("The posts are there. Appoint your colleagues on their pages.")):
        actions.found_posts(where.pk, by=access.act(request))
    return redirect("people:community", where.pk)


@once("people:community", "community_id")
@require_http_methods(["GET", "HEAD", "POST"])
def rename_department(request: HttpRequest, community_id: int, department_id: int) -> HttpResponse:
    """A department is called otherwise."""
    where = _managed(request, community_id)
    department = get_object_or_404(where.departments_now, id=department_id)
    form = DepartmentForm(request.POST or None, initial={"name": department.name})
    if form.is_valid():
        with refusals_on(request, form):
            actions.rename_department(department.pk, by=access.act(request), **form.cleaned_data)
            return redirect("people:community", where.pk)
    shown = {"community": where, "department": department, "name": department.name, "form": form}
    shown["seq"] = queries.seq("department", department.pk)
    return render(request, "people/department.html", shown, status=422 if form.is_bound else 200)


@once("people:community", "community_id")
@require_POST
def close_department(request: HttpRequest, community_id: int, department_id: int) -> HttpResponse:
    """A department is no more."""
    where = _managed(request, community_id)
    department = get_object_or_404(where.departments, id=department_id)
    with refusals_told(request, _("The department is closed.")):
        actions.close_department(department.pk, by=access.act(request))
    return redirect("people:community", where.pk)


@once("people:community", "community_id")
@require_http_methods(["GET", "HEAD", "POST"])
def change_post(request: HttpRequest, community_id: int, post_id: int) -> HttpResponse:
    """A post is called otherwise, or belongs to another department."""
    where = _managed(request, community_id)
    post = get_object_or_404(where.posts_now, id=post_id)
    now = {"title": post.title, "department": post.department_id}
    form = ChangePostForm(request.POST or None, initial=now, departments=where.departments_now)
    if form.is_valid():
        department = form.cleaned_data["department"]
        chosen = department.pk if department else None
        with refusals_on(request, form):
            actions.change_post(post.pk, by=access.act(request), title=form.cleaned_data["title"], department_id=chosen)
            return redirect("people:community", where.pk)
    shown = {"community": where, "post": post, "name": post.title, "form": form, "word": post_name(post.word)}
    shown["seq"] = queries.seq("community", where.pk)
    return render(request, "people/post.html", shown, status=422 if form.is_bound else 200)


@once("people:community", "community_id")
@require_POST
def close_post(request: HttpRequest, community_id: int, post_id: int) -> HttpResponse:
    """A post is no more."""
    where = _managed(request, community_id)
    post = get_object_or_404(where.posts, id=post_id)
    with refusals_told(request, _("The post is closed.")):
        actions.close_post(post.pk, by=access.act(request))
    return redirect("people:community", where.pk)


def _managed(request: HttpRequest, community_id: int) -> Community:
    where = visible_community(request, community_id)
    access.require(access.may_manage_in(access.signed_in(request), where.pk))
    return where


def _page(request: HttpRequest, where: Community, **typed: forms.Form) -> HttpResponse:
    shown = {
        "community": where,
        "departments": queries.departments(where),
        "posts": queries.posts(where),
        "missing": [post_name(word) for word in queries.posts_missing(where.pk)],
        "may_manage": access.may_manage_in(access.signed_in(request), where.pk),
        "department_form": DepartmentForm(),
        "post_form": PostForm(departments=where.departments_now),
        "seq": queries.seq("community", where.pk),
        **typed,
    }
    return render(request, "people/community.html", shown, status=422 if typed else 200)
