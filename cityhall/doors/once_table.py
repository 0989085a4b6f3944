"""“最多跑一次” as portal and setup ask for it, and as tables to keep: CSV that a spreadsheet opens as it is."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse

from cityhall.catalogue import queries
from cityhall.catalogue.queries import LEVELS, OnceRow, OrganAccount
from cityhall.catalogue.terms import Hindrance, OnceState, Within
from cityhall.doors.http import cursor
from cityhall.doors.register_table import plain
from cityhall.kernel import clock
from cityhall.organs import queries as organs

ROWS, MOST_ORGANS, MOST_DIGITS = 30, 10_000, 18
HEAD = (
    "级别", "单位", "事项", "实施编码", "到现场次数", "必须提交的材料", "承诺时限（工作日）", "即办件", "网上可办", "最多跑一次",
    "不符合的原因",
)  # fmt: skip
ORGAN_HEAD = ("级别", "单位", "事项")  # and the figures, by their names


@dataclass(frozen=True)
class Asked:
    """What of the list is asked for, and the day it is compared with."""

    within: Within
    since: date
    state: OnceState
    reason: str
    text: str

    @property
    def narrow(self) -> bool:
        return bool(self.text or self.reason or self.state is not OnceState.ALL)

    @property
    def query(self) -> str:
        """The same place and day in the address of another page."""
        parts = {"organ": self.within.organ_id, "level": self.within.level, "since": self.since.isoformat()}
        return "&".join(f"{key}={value}" for key, value in parts.items() if value)


def asked(request: HttpRequest) -> Asked:
    """Nonsense is as good as nothing asked."""
    given, today = request.GET, clock.today()
    organ, level, reason = given.get("organ", ""), given.get("level", ""), given.get("reason", "")
    organ_id = int(organ) if organ.isdecimal() and len(organ) < MOST_DIGITS else None
    try:
        since = min(date.fromisoformat(given.get("since", "")), today)
    except ValueError:
        since = date(today.year, 1, 1)
    state = given.get("state", "")
    return Asked(
        Within(organ_id, level if level in LEVELS else ""), since,
        OnceState(state) if state in list(OnceState) else OnceState.ALL,
        reason if reason in list(Hindrance) else "", given.get("q", "").strip()[:80],
    )  # fmt: skip


def once_page(request: HttpRequest) -> dict[str, Any]:
    """Figures and list, as both doors show them. Two statements, a third where one organ is asked for."""
    found = asked(request)
    account = queries.account(found.within, found.since)
    state = OnceState.NOT if found.reason else found.state
    now = account.now
    return {
        "asked": found, "account": account, "levels": LEVELS,
        "organ": organs.organ(found.within.organ_id) if found.within.organ_id is not None else None,
        "tabs": [(s, n) for s, n in zip(OnceState, (now.items, now.once, now.items - now.once), strict=True)],
        "state": state,
        "page": queries.once_list(found.within, state, found.reason, found.text, cursor(request), ROWS),
    }  # fmt: skip


def organs_page(request: HttpRequest) -> dict[str, Any]:
    """The figures organ by organ."""
    found = asked(request)
    within = Within(level=found.within.level)
    return {"asked": found, "levels": LEVELS, "page": queries.organ_accounts(within, cursor(request), ROWS)}


def once_file(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it stands, sent on as it is read."""
    found = asked(request)
    return _sent("zuiduopaoyici", HEAD, (_cells(row) for row in queries.once_rows(found.within, found.state)))


def organs_file(request: HttpRequest) -> StreamingHttpResponse:
    rows = queries.organ_accounts(Within(level=asked(request).within.level), limit=MOST_ORGANS).rows
    names = [f"{f.label}（{f.unit}）" for f in rows[0].figures] if rows else []
    return _sent("zuiduopaoyici-danwei", (*ORGAN_HEAD, *names), (_organ_cells(row) for row in rows))


def _cells(row: OnceRow) -> tuple[str, ...]:
    return (
        row.level.label, row.organ, row.name, row.item_code, str(row.visits), str(row.materials), f"{row.promised:g}",
        _yes(row.instant), _yes(row.online), _yes(row.once), "；".join(h.label for h in row.hindrances),
    )  # fmt: skip


def _organ_cells(row: OrganAccount) -> tuple[str, ...]:
    values = ("" if f.value is None else f"{f.value:.2f}" for f in row.figures)
    return (row.level.label, row.organ, str(row.totals.items), *values)


def _yes(value: object) -> str:
    return "是" if value else "否"


def _sent(name: str, head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        yield "\ufeff" + _line(head)
        for row in rows:
            yield _line(plain(cell) for cell in row)

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.today():%Y%m%d}.csv"'
    return response


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
