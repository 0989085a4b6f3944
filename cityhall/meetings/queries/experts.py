"""专家库: everybody in it, for those who keep it and for those who invite."""

from dataclasses import dataclass

from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.meetings.models import Expert
from cityhall.meetings.terms import Can

MOST = 200


@dataclass(frozen=True)
class ExpertRow:
    id: int
    name: str
    field: str
    institution: str
    title: str
    conflicts: tuple[str, ...]
    active: bool
    note: str
    organ_id: int
    organ: str
    version: int


def experts(actor: Actor, *, field: str = "", after: str = "", limit: int = 30) -> Page[ExpertRow]:
    """The pool, by field. One statement."""
    _may_look(actor)
    rows = Expert.objects.select_related("organ")
    if field.strip():
        rows = rows.filter(field__icontains=field.strip()[:80])
    found = [_row(one) for one in keyset(rows, ["field", "name", "id"], after, limit)]
    return page(found, limit, ["field", "name", "id"], lambda one: (one.field, one.name, one.id), after)


def active_experts(actor: Actor) -> list[ExpertRow]:
    """Whom a review may invite. One statement."""
    _may_look(actor)
    rows = Expert.objects.filter(active=True).select_related("organ").order_by("field", "name", "id")
    return [_row(one) for one in rows[:MOST]]


def expert(actor: Actor, expert_id: int) -> ExpertRow:
    _may_look(actor)
    row = Expert.objects.select_related("organ").filter(pk=expert_id).first()
    if row is None:
        raise NotFoundError("meeting.unknown_expert", "专家库里没有这位专家，请回到列表重新选择")
    return _row(row)


def _may_look(actor: Actor) -> None:
    if not actor.may(Can.KEEP_EXPERTS):
        require(actor, Can.CONVENE)


def _row(one: Expert) -> ExpertRow:
    return ExpertRow(
        one.pk, one.name, one.field, one.institution, one.title, tuple(one.conflicts), one.active, one.note, one.organ_id,
        one.organ.name, one.version,
    )  # fmt: skip
