"""常用筛选: a work list's filters kept under a name; and a list taken out as a file, which is written down."""

from collections.abc import Sequence
from typing import Any

from cityhall.cases.models import SavedFilter
from cityhall.cases.queries import Wanted, desk_rows
from cityhall.cases.queries.desk import DeskRow
from cityhall.cases.rules.batch import MOST_FILTERS
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.journal.record import record

MOST_ROWS = 5_000


@action
def save_filter(actor: Actor, name: str, query: str, columns: Sequence[str] = ()) -> None:
    """Under a name of one's own; the same name again takes the place of the old."""
    require_signed_in(actor)
    name = name.strip()[:30]
    if not name:
        raise InvalidInputError("case.filter_no_name", "请给这个筛选起个名字", field="name")
    mine = SavedFilter.objects.select_for_update().filter(account_id=actor.account_id or 0)
    names = set(mine.values_list("name", flat=True))
    if name not in names and len(names) >= MOST_FILTERS:
        raise InvalidInputError(
            "case.filter_too_many", f"最多保存 {MOST_FILTERS} 个常用筛选，请先删除不用的", field="name"
        )
    kept: dict[str, Any] = {"query": query[:500], "columns": list(columns), "at": clock.now()}
    SavedFilter.objects.update_or_create(account_id=actor.account_id or 0, name=name, defaults=kept)
    record(actor, "filter.saved", f"account:{actor.account_id}", name=name)


@action
def delete_filter(actor: Actor, filter_id: int) -> None:
    """Only one's own."""
    require_signed_in(actor)
    gone, _ = SavedFilter.objects.filter(pk=filter_id, account_id=actor.account_id or 0).delete()
    if not gone:
        raise NotFoundError("case.filter_unknown", "没有这个常用筛选，可能已经删除；请刷新页面")
    record(actor, "filter.deleted", f"account:{actor.account_id}", filter=filter_id)


def export_desk(actor: Actor, wanted: Wanted) -> list[DeskRow]:
    """The filtered work list, at most 5,000 rows. That it was taken out is committed first, then it is handed over."""
    rows = list(desk_rows(actor, wanted, limit=MOST_ROWS).rows)
    with call.calling():  # taken out again, it is another time
        _note_export(actor, len(rows), wanted)
    return rows


@action
def _note_export(actor: Actor, count: int, wanted: Wanted) -> None:
    require_signed_in(actor)
    record(
        actor, "list.exported", f"account:{actor.account_id}", rows=count, light=wanted.light or "",
        kind=wanted.kind or "", item=wanted.item, step=wanted.step, mine=wanted.mine, searched=bool(wanted.text),
    )  # fmt: skip
