"""The rulebook in force, its clauses, and the settings of a community."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kefu import clock
from kefu.desk import access
from kefu.desk.governing import books, calendars, charts, counting, duties
from kefu.people import access as people_access
from kefu.people.models import Community
from kefu.people.views.choosing import visible_community
from kefu.ui.paging import asked_by


def governed(request: HttpRequest, community_id: int) -> Community:
    """The community, if the reader brings rules into force there."""
    where = visible_community(request, community_id)
    people_access.require(access.may_govern(people_access.signed_in(request), where.pk))
    return where


@require_GET
def rulebook(request: HttpRequest, community_id: int) -> HttpResponse:
    """A version with its clauses, and how far each is kept."""
    where, now = visible_community(request, community_id), clock.now()
    versions = books.versions(where, now)
    chosen = books.chosen_version(versions, request.GET.get("version", ""))
    if chosen is None and "version" in request.GET:
        raise Http404
    period = _period(request)
    shown = {
        "community": where,
        "versions": versions,
        "chosen": chosen,
        "period": period,
        "counted": counting.counted(where.pk),
        "sections": books.clauses(where, chosen.book, period, now) if chosen else [],
        "may_govern": access.may_govern(people_access.signed_in(request), where.pk),
    }
    return render(request, "desk/governing/rulebook.html", shown)


@require_GET
def clause(request: HttpRequest, community_id: int, clause_id: str) -> HttpResponse:
    """A clause: what it says, its versions, how it is counted and kept, its open duties and last breaches."""
    where, now = visible_community(request, community_id), clock.now()
    versions, period = books.versions(where, now), _period(request)
    since = counting.period_start(period, now, where.time_zone)
    line = books.clause(where, versions, clause_id, since)
    if line is None:
        raise Http404
    shown = {"community": where, "line": line, "period": period, "changes": books.changes(versions, clause_id)}
    if line.kept is not None:
        broken = duties.last_breaches(where.pk, clause_id, since)
        months = counting.kept_by_month(where.pk, clause_id, now, where.time_zone)
        shown |= {
            "example": books.example(where, clause_id, now),
            "months": months,
            "counted": counting.counted(where.pk),
            "chart": charts.by_month(months),
            "duties": duties.open_duties(where.pk, clause_id, asked_by(request)),
            "standing": duties.standing_still(where.pk, clause_id),
            "breaches": broken[: duties.BREACHES_SHOWN],
            "more_breaches": len(broken) > duties.BREACHES_SHOWN,
            "now": now,
            "may_govern": access.may_govern(people_access.signed_in(request), where.pk),
        }
    return render(request, "desk/governing/clause.html", shown)


@require_GET
def file(request: HttpRequest, community_id: int) -> HttpResponse:
    """A version's file, as it was adopted."""
    where = visible_community(request, community_id)
    version = request.GET.get("version", "").replace("\0", "")
    source = books.source(where, version)
    if source is None:
        raise Http404
    name = f"rulebook-{where.code}-{version}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(source, content_type="application/yaml; charset=utf-8", headers=headers)


@require_GET
def settings(request: HttpRequest, community_id: int) -> HttpResponse:
    """What a community works by, and where each of it is changed."""
    where, now = visible_community(request, community_id), clock.now()
    chosen = books.chosen_version(books.versions(where, now), "")
    kalendars = calendars.calendars(where, now)
    vacant, missing = calendars.posts_nobody_holds(where, chosen.book) if chosen else ([], [])
    shown = {
        "community": where,
        "chosen": chosen,
        "calendars": kalendars,
        "unofficial": calendars.unofficial(kalendars),
        "vacant": vacant,
        "missing": missing,
        "may_govern": access.may_govern(people_access.signed_in(request), where.pk),
    }
    return render(request, "desk/governing/settings.html", shown)


def _period(request: HttpRequest) -> str:
    asked = request.GET.get("period", "")
    return asked if asked in counting.PERIODS else counting.PERIODS[0]
