"""What an exchange reports over HTTP: taken once, in whatever pieces; refused clearly where it is wrong."""

from datetime import timedelta

import pytest
from django.test import Client

from kefu.hotline.models import Call, Exchange
from tests.cases.test_cases import MORNING, signed_in
from tests.cast import Cast, make_cast
from tests.hotline.calling import CALL, kinds, post, report, token

pytestmark = pytest.mark.django_db
WHOLE = ["call.offered", "call.answered", "call.ended"]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_whole_call_is_taken_once(cast: Cast) -> None:
    bearer = token(cast)
    status, answer = report(bearer, CALL)
    assert (status, answer["is_new"], answer["warnings"]) == (201, True, [])
    call = Call.objects.get()
    assert (call.number, call.agent, call.rings, call.community) == ("13900001111", cast.agent, 2, cast.community)
    assert call.ended_at == MORNING - timedelta(minutes=5, seconds=50)
    assert kinds(call) == WHOLE
    assert report(bearer, CALL) == (200, {**answer, "is_new": False})
    assert kinds(call) == WHOLE


def test_a_call_comes_in_pieces_each_of_which_may_come_twice(cast: Cast) -> None:
    bearer = token(cast)
    pieces = [
        {"call": "7", "event": "ringing", "at": "2026-03-10T09:20:00+08:00", "number": "13900001111", "agent": "liuq"},
        # Nobody answered there: it goes on to the next.
        {"call": "7", "event": "ringing", "at": "2026-03-10T09:20:00+08:00", "agent": "张晓梅"},
        {"call": "7", "event": "answered", "at": "2026-03-10T01:20:09Z", "rings": "3"},
        {"call": "7", "event": "ended", "at": "2026-03-10 09:21:00", "recording": "https://recorder.example/7"},
    ]
    for piece in pieces:
        assert report(bearer, piece)[0] in (200, 201)
        assert report(bearer, piece)[0] in (200, 409)
    call = Call.objects.get()
    assert (call.agent, call.rings, call.recording) == (cast.agent, 3, "https://recorder.example/7")
    assert kinds(call) == WHOLE


WRONG: list[tuple[dict[str, object], int, str]] = [
    ({"started": ""}, 400, "started"),
    ({"started": "yesterday"}, 400, "started"),
    ({"started": "2026-03-10 09:21:00"}, 400, "answered"),
    ({"ended": "2026-03-10 09:20:01"}, 400, "ended"),
    ({"ended": "2026-03-11 09:20:00"}, 400, "ended"),
    ({"number": "abc"}, 400, "number"),
    ({"rings": -1}, 400, "rings"),
    ({"event": "exploded"}, 400, "event"),
    ({"event": "answered"}, 400, "at"),
    ({"direction": "sideways"}, 400, "direction"),
    ({"call": "new", "event": "ended", "at": "2026-03-10 09:20:00"}, 409, "started"),
]
OTHER = {
    "started": "2026-03-10 09:19:00",
    "answered": "2026-03-10 09:20:09",
    "ended": "2026-03-10 09:25:00",
    "number": "13800000000",
    "agent": "liuq",
    "rings": 3,
}


def test_what_is_wrong_is_named_by_its_field_and_nothing_is_written(cast: Cast) -> None:
    bearer = token(cast)
    for said, status, field in WRONG:
        told, answer = report(bearer, {**CALL, **said})
        assert (told, list(answer["errors"])) == (status, [field]), said
    assert not Call.objects.exists()


def test_a_report_that_contradicts_one_before_is_refused(cast: Cast) -> None:
    bearer = token(cast)
    report(bearer, CALL)
    for field, value in OTHER.items():
        status, answer = report(bearer, {**CALL, field: value})
        assert (status, list(answer["errors"])) == (409, [field])
    assert kinds(Call.objects.get()) == WHOLE


def test_an_answer_that_is_told_after_the_end_is_refused(cast: Cast) -> None:
    bearer = token(cast)
    assert report(bearer, {**CALL, "answered": None})[0] == 201
    status, answer = report(bearer, {"call": CALL["call"], "event": "answered", "at": "2026-03-10 09:20:30"})
    assert (status, list(answer["errors"])) == (409, ["answered"])


def test_a_call_of_somebody_unknown_is_kept_and_said(cast: Cast) -> None:
    status, answer = report(token(cast), {**CALL, "agent": "8001"})
    assert status == 201
    assert "8001" in answer["warnings"][0]
    assert Call.objects.get().agent is None


def test_a_withheld_number_is_none_and_halves_of_signs_are_left_out(cast: Cast) -> None:
    status, _answer = report(
        token(cast), {**CALL, "number": "Anonymous", "summary": "停\ud83d水", "disposition": "当场答复"}
    )
    assert status == 201
    call = Call.objects.get()
    assert (call.number, call.summary) == ("", "停水")


def test_what_is_no_object_of_plain_values_is_refused(cast: Cast) -> None:
    bearer = token(cast)
    for body in ("[]", '"x"', '{"call": {"a": 1}}', '{"call": [1]}', "{", "\xff"):
        assert report(bearer, body)[0] == 400
    assert not Call.objects.exists()


def test_only_who_has_a_token_reports(cast: Cast) -> None:
    bearer = token(cast)
    exchange = Exchange.objects.get()
    assert bearer not in (exchange.digest, exchange.name)
    for wrong in ("", "x", exchange.digest):
        assert report(wrong, CALL)[0] == 401
    answer = Client().post("/calls/reports", "{}", content_type="application/json")
    assert (answer.status_code, answer["www-authenticate"]) == (401, "Bearer")
    assert post(cast, f"/calls/exchange/{exchange.pk}/drop", who="manager").status_code == 302
    assert report(bearer, CALL)[0] == 401
    assert not Call.objects.exists()


def test_an_exchange_is_connected_and_its_token_shown_once(cast: Cast) -> None:
    where = f"/calls/exchanges/{cast.community.pk}"
    page = post(cast, f"{where}/add", {"name": "总机", "request_key": "k"}, "manager").content.decode()
    bearer = page.split("<code>")[1].split("</code>")[0]
    assert report(bearer, CALL)[0] == 201
    assert bearer not in signed_in(cast, "manager").get(where).content.decode()
    again = post(cast, f"{where}/add", {"name": "总机"}, "manager")
    assert again.status_code == 422
    # A second click leads to the list, where the token is no more.
    assert post(cast, f"{where}/add", {"name": "总机", "request_key": "k"}, "manager").status_code in (302, 422)
    assert Exchange.objects.count() == 1
    assert post(cast, f"{where}/add", {"name": "另一台"}, "agent").status_code == 403
