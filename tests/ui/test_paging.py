"""Pages by key, forwards and back, where rows tie and where the key is null."""

import base64
import json
from datetime import datetime, timedelta

import pytest
from django.db.models import F, QuerySet

from kefu.duties.models import Standing
from kefu.ui.paging import FIRST, Asked, Key, Page, page, parts
from tests.cast import BEGAN

pytestmark = pytest.mark.django_db
DUE = F("next_due_at")
ORDERS: dict[str, tuple[Key, ...]] = {
    "up": ("subject_id",),
    "down": ("-subject_id",),
    "moments up, those without last": (DUE.asc(nulls_last=True), "subject_id"),
    "moments down, those without last": (DUE.desc(nulls_last=True), "-subject_id"),
    "moments up, the ids down": (DUE.asc(nulls_last=True), "-subject_id"),
    "text, then a number, then the id": ("label", "-seq", "subject_id"),
}


@pytest.fixture
def rows() -> QuerySet[Standing]:
    """Twenty rows in groups of three that are due at one time, the last eight never."""

    def due(n: int) -> datetime | None:
        return None if n >= 12 else BEGAN + timedelta(minutes=(n * 7 % 12) // 3)

    Standing.objects.bulk_create(
        Standing(
            subject_kind="case", subject_id=n, community_id=1, label="甲乙丙丁"[n % 4], seq=n % 3, next_due_at=due(n)
        )
        for n in range(20)
    )
    return Standing.objects.filter(community_id=1)


def ids(found: Page[Standing]) -> list[int]:
    return [row.subject_id for row in found.rows]


@pytest.mark.parametrize("keys", ORDERS.values(), ids=ORDERS.keys())
@pytest.mark.parametrize("size", [1, 3, 7, 19, 20, 21])
def test_forwards_and_back_are_the_same_pages(rows: QuerySet[Standing], keys: tuple[Key, ...], size: int) -> None:
    forwards = [page(rows, keys, FIRST, size)]
    while (after := forwards[-1].next) is not None:
        forwards.append(page(rows, keys, Asked(after), size))
    whole = [id_ for one in forwards for id_ in ids(one)]
    assert whole == [row.subject_id for row in rows.order_by(*keys)]
    assert sorted(whole) == list(range(20))
    back = [forwards[-1]]
    while (before := back[-1].previous) is not None:
        back.append(page(rows, keys, Asked(before=before), size))
    assert [ids(one) for one in reversed(back)] == [ids(one) for one in forwards]
    assert [one.is_first for one in forwards] == [True] + [False] * (len(forwards) - 1)
    assert all(one.next for one in back[1:])


@pytest.mark.parametrize("keys", ORDERS.values(), ids=ORDERS.keys())
def test_parts_are_all_rows_in_order(rows: QuerySet[Standing], keys: tuple[Key, ...]) -> None:
    for size in (1, 4, 5, 20, 30):
        found = list(parts(rows, keys, size))
        assert [row.subject_id for part in found for row in part] == [row.subject_id for row in rows.order_by(*keys)]
        assert {len(part) for part in found[:-1]} <= {size}


def token(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


NONSENSE = [
    "nonsense",
    "ü",
    "a",
    "[" * 5_000,
    token(),
    token("2026-01-05T09:00:00+08:00"),
    token("2026-01-05T09:00:00+08:00", 1, 2),
    token("2026-01-05T09:00:00", 1),
    token("2026-01-05", 1),
    token("2026-13-05T09:00:00+08:00", 1),
    token("never", 1),
    token(7, 1),
    token({"a": 1}, 1),
    token(None, None),
    token(None, "x"),
    token(None, [1]),
    token(None, 1 << 64),
    token(None, float("inf")),
    token(None, float("nan")),
    base64.urlsafe_b64encode(b"[" * 1_400).decode(),
]


@pytest.mark.parametrize("place", NONSENSE)
@pytest.mark.parametrize("side", ["after", "before"])
def test_what_no_page_gave_is_the_first_page(rows: QuerySet[Standing], place: str, side: str) -> None:
    keys = ORDERS["moments up, those without last"]
    found = page(rows, keys, Asked(**{side: place}), 5)
    assert found.is_first
    assert ids(found) == ids(page(rows, keys, FIRST, 5))


def test_text_with_a_nul_is_the_first_page(rows: QuerySet[Standing]) -> None:
    assert page(rows, ("label", "subject_id"), Asked(token("\0", 1)), 5).is_first


def test_where_nothing_stands_any_more_it_is_the_first_page(rows: QuerySet[Standing]) -> None:
    second = page(rows, ("subject_id",), FIRST, 10).next
    assert second is not None
    rows.filter(subject_id__gte=10).delete()
    found = page(rows, ("subject_id",), Asked(second), 10)
    assert found.is_first
    assert len(found.rows) == 10
    assert page(rows.none(), ("subject_id",), Asked(second), 10).rows == []
