"""Keyset pages: every row once, in order, ties and both directions included."""

import base64
from datetime import timedelta

import pytest

from cityhall.kernel import clock
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.journal.models import Claim
from cityhall.kernel.paging import Page, keyset, page

pytestmark = pytest.mark.django_db
ROWS = 23


@pytest.fixture(autouse=True)
def rows() -> None:
    """Many rows share a moment."""
    start = clock.now()
    Claim.objects.bulk_create(
        Claim(key=f"{n:02}", fingerprint="", at=start + timedelta(minutes=n // 5)) for n in range(ROWS)
    )


def _page(keys: list[str], after: str, limit: int) -> Page[Claim]:
    found = list(keyset(Claim.objects.all(), keys, after, limit))
    return page(found, limit, keys, lambda row: [getattr(row, key.lstrip("-")) for key in keys])


@pytest.mark.parametrize("keys", [["at", "key"], ["-at", "key"], ["at", "-key"], ["-at", "-key"], ["key"]])
@pytest.mark.parametrize("limit", [1, 4, 7, ROWS - 1, ROWS, ROWS + 1])
def test_every_row_comes_once_and_in_order(keys: list[str], limit: int) -> None:
    seen: list[str] = []
    after, pages = "", 0
    while pages == 0 or after:
        got = _page(keys, after, limit)
        assert len(got.rows) <= limit
        seen += [row.key for row in got.rows]
        after, pages = got.next, pages + 1
    assert seen == list(Claim.objects.order_by(*keys).values_list("key", flat=True))
    assert pages == -(-ROWS // limit)


@pytest.mark.parametrize("keys", [["at", "key"], ["-at", "key"], ["key"]])
def test_from_the_last_page_one_comes_back_the_same_way(keys: list[str]) -> None:
    there: list[list[str]] = []
    after = ""
    while not there or after:
        got = _page_of(keys, after, 7)
        there.append([row.key for row in got.rows])
        after, back = got.next, got.prev
    here = [there[-1]]
    while back:
        got = _page_of(keys, back, 7)
        here.insert(0, [row.key for row in got.rows])
        back = got.prev
    assert here == there


def _page_of(keys: list[str], after: str, limit: int) -> Page[Claim]:
    found = list(keyset(Claim.objects.all(), keys, after, limit))
    return page(found, limit, keys, lambda row: [getattr(row, key.lstrip("-")) for key in keys], after)


def test_a_row_that_arrives_meanwhile_moves_nothing() -> None:
    first = _page(["key"], "", 10)
    Claim.objects.create(key="00a", fingerprint="", at=clock.now())
    assert [row.key for row in _page(["key"], first.next, 2).rows] == ["10", "11"]


def written(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!!",
        "bm90IGpzb24",
        "WzFd",
        "e30",
        "é",
        "W10=",
        "WyJub3QgYSBkYXRlIiwgIjAwIl0",
        written('["2026-01-01T00:00:00+08:00", "\\u0000"]'),
        written('["2026-01-01T00:00:00+08:00", "\\ud800"]'),
        written("[" * 9000),
    ],
)
def test_a_cursor_nobody_gave_out_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        _page(["at", "key"], cursor, 5)
    assert refused.value.code == "page.bad_cursor"
