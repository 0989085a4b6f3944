"""导出: the list as a file, and a line of the journal that says who took it."""

from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.journal.record import record
from cityhall.supervision import queries
from cityhall.supervision.queries import ListRow, Sought
from cityhall.supervision.terms import Can

MOST, PAGE = 20_000, 1_000


@action
def note_export(actor: Actor, sought: str, count: int) -> None:
    """导出在办监察清单: how many rows, by which filters."""
    require(actor, Can.SEE)
    record(actor, "supervision.exported", "supervision:list", sought=sought, count=count)


def export_board(actor: Actor, sought: Sought) -> list[ListRow]:
    """The filtered list, at most 20,000 rows; that it was taken is in the journal."""
    rows: list[ListRow] = []
    after = ""
    while len(rows) < MOST:
        page = queries.rows(actor, sought, after, PAGE)
        rows += page.rows
        after = page.next
        if not after:
            break
    told = f"{sought.kind} {sought.division} {sought.organ_id or ''} {sought.item_id or ''} {sought.light or ''}"
    note_export(actor, " ".join(told.split()), len(rows))
    return rows[:MOST]
