"""Reading the journal as an auditor leaves a line of its own."""

from datetime import date

from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require

from .record import record
from .terms import Can


@action
def note_reading(
    actor: Actor, who: str = "", event: str = "", ref: str = "", organ_id: int | None = None,
    first: date | None = None, last: date | None = None,
) -> None:  # fmt: skip
    """查阅审计日志: what was looked for; of a person only that one was named."""
    require(actor, Can.READ_JOURNAL)
    days = [day.isoformat() if day else "" for day in (first, last)]
    record(actor, "journal.read", "journal:audit", by_name=bool(who), what=event, thing=ref, organ=organ_id, days=days)


@action
def note_export(
    actor: Actor, who: str = "", event: str = "", ref: str = "", organ_id: int | None = None,
    first: date | None = None, last: date | None = None,
) -> None:  # fmt: skip
    """导出审计日志: noted before the file leaves; of a person only that one was named."""
    require(actor, Can.READ_JOURNAL)
    require(actor, Can.EXPORT_JOURNAL)
    days = [day.isoformat() if day else "" for day in (first, last)]
    record(
        actor, "journal.exported", "journal:audit", by_name=bool(who), what=event, thing=ref, organ=organ_id, days=days
    )  # fmt: skip
