"""Supervision orders and appeals as screens show them; each actor sees the organs her permission reaches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from cityhall.deadlines import queries as clocks
from cityhall.deadlines.queries import ClockView
from cityhall.deadlines.terms import Kind
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.files.store import Stored
from cityhall.kernel.paging import Page, keyset, page
from cityhall.organs import queries as organs
from cityhall.supervision import rules
from cityhall.supervision.models import Appeal, OrderFile, Reply, SupervisionOrder
from cityhall.supervision.terms import AppealState, Can, Level, Move, RuleKey, State

M = TypeVar("M", bound=Model)
REDS = """
SELECT d.organ_id, count(*) FROM ch_deadlines_deadline d
WHERE d.breached_at >= %(since)s AND d.breached_at < %(until)s
  AND (%(organs)s::bigint[] IS NULL OR d.organ_id = ANY(%(organs)s::bigint[]))
  AND NOT EXISTS (SELECT 1 FROM ch_supervision_appeal a WHERE a.deadline_id = d.id AND a.state = %(struck)s)
GROUP BY d.organ_id
"""


@dataclass(frozen=True)
class ReplyView:
    text: str
    at: datetime
    by: str
    sent_back: str


@dataclass(frozen=True)
class FileView:
    id: int
    name: str
    size: int
    at: datetime
    by: str


@dataclass(frozen=True)
class OrderView:
    number: str
    level: Level
    state: State
    state_at: datetime
    ref: str
    organ_id: int
    organ: str
    content: str
    reasons: str
    warning: str
    rule: str
    before: str
    days: int
    issued_at: datetime
    issued_by: str
    outcome: str
    version: int
    replies: tuple[ReplyView, ...] = ()
    person: str = ""
    raised: str = ""  # the number of the next rung
    files: tuple[FileView, ...] = ()
    clock: ClockView | None = None  # of the reply
    moves: tuple[Move, ...] = ()  # what this actor may do now

    @property
    def rule_label(self) -> str:
        """The rule that issued it, in words; empty where a person did."""
        key, _, number = self.rule.partition("@")
        if not key:
            return ""
        label = RuleKey(key).label if key in list(RuleKey) else key
        return f"{label}，第 {number} 版" if number not in ("", "0") else label


@dataclass(frozen=True)
class AppealView:
    id: int
    deadline_id: int
    ref: str
    organ_id: int
    organ: str
    grounds: str
    asked_at: datetime
    state: AppealState
    reason: str
    decided_at: datetime | None
    decided_by: str


def orders(
    actor: Actor, *, state: State | None = None, level: Level | None = None, organ_id: int | None = None, ref: str = "",
    after: str = "", limit: int = 30,
) -> Page[OrderView]:  # fmt: skip
    """Orders within reach, newest first: a county's supervisor has her county's, an organ its own."""
    require(actor, Can.SEE)
    rows = within(actor, SupervisionOrder.objects.select_related("organ", "before"))
    for name, value in (("state", state), ("level", level), ("organ_id", organ_id), ("ref", ref or None)):
        if value is not None:
            rows = rows.filter(**{name: value})
    found = [_order(row) for row in keyset(rows, ["-issued_at", "-number"], after, limit)]
    return page(found, limit, ["issued_at", "number"], lambda v: (v.issued_at, v.number), after)


def order(actor: Actor, number: str) -> OrderView:
    """One order with all its replies; what is out of reach is not found."""
    require(actor, Can.SEE)
    rows = within(actor, SupervisionOrder.objects.select_related("organ", "before"))
    row = rows.filter(number=number).first()
    if row is None:
        raise NotFoundError("supervision.unknown", f"没有编号为 {number} 的督办，请核对")
    replies = tuple(_reply(one) for one in row.replies.order_by("id"))
    files = tuple(FileView(f.pk, f.name, f.size, f.at, f.by) for f in row.files.order_by("id"))
    raised = SupervisionOrder.objects.filter(before=row).values_list("number", flat=True).first() or ""
    running = [c for c in clocks.clocks_of([f"supervision:{number}"]) if c.kind is Kind.SUPERVISION]
    person = organs.names_of_accounts([row.person_id]).get(row.person_id, "") if row.person_id else ""
    return replace(
        _order(row, replies), person=person, raised=raised, files=files, clock=running[-1] if running else None,
        moves=tuple(_moves(actor, row, raised)),
    )  # fmt: skip


def _moves(actor: Actor, row: SupervisionOrder, raised: str) -> Iterator[Move]:
    for move, rule in rules.MOVES.items():
        free = move is not Move.RAISE or (not raised and Level(row.level) is not rules.LADDER[-1])
        if State(row.state) in rule.from_ and actor.may(rule.who, row.organ_id) and free:
            yield move


def file_of(actor: Actor, number: str, file_id: int) -> tuple[Stored, str]:
    """An attachment of an order within reach: its content and its name."""
    require(actor, Can.SEE)
    rows = within(actor, SupervisionOrder.objects.filter(number=number))
    row = OrderFile.objects.filter(pk=file_id, order__in=rows).first()
    if row is None:
        raise NotFoundError("supervision.no_file", "没有找到这个附件，或不在您的查看范围内")
    return Stored(row.sha256, row.size, row.media_type), row.name


def files_in_use(contents: Iterable[str]) -> set[str]:
    """Which of these contents an order still refers to."""
    return set(OrderFile.objects.filter(sha256__in=list(contents)).values_list("sha256", flat=True))


def waiting(actor: Actor) -> tuple[int, int, int]:
    """What waits for this actor: orders of hers to answer, replies to review, appeals to decide."""

    def count(can: Can, rows: QuerySet[M]) -> int:
        reach = actor.reach(can)
        return rows.count() if reach is None else rows.filter(organ_id__in=reach).count() if reach else 0

    return (
        count(Can.ANSWER, SupervisionOrder.objects.filter(state=State.OPEN)),
        count(Can.REVIEW, SupervisionOrder.objects.filter(state=State.ANSWERED)),
        count(Can.DECIDE_APPEAL, Appeal.objects.filter(state=AppealState.ASKED)),
    )


def appeals(
    actor: Actor, *, state: AppealState | None = None, after: str = "", limit: int = 30
) -> Page[AppealView]:  # fmt: skip
    """Appeals of red lights within reach, newest first."""
    require(actor, Can.SEE)
    rows = within(actor, Appeal.objects.select_related("organ"))
    rows = rows if state is None else rows.filter(state=state)
    found = [_appeal(row) for row in keyset(rows, ["-id"], after, limit)]
    return page(found, limit, ["id"], lambda v: (v.id,), after)


def appeal(actor: Actor, appeal_id: int) -> AppealView:
    """One appeal within reach."""
    require(actor, Can.SEE)
    row = within(actor, Appeal.objects.select_related("organ")).filter(pk=appeal_id).first()
    if row is None:
        raise NotFoundError("supervision.no_appeal", "没有找到这项复核申请，请刷新列表")
    return _appeal(row)


def appealed(deadline_ids: Iterable[int]) -> dict[int, AppealState]:
    """How the appeals of these red lights stand."""
    rows = Appeal.objects.filter(deadline_id__in=list(deadline_ids)).values_list("deadline_id", "state")
    return {pk: AppealState(state) for pk, state in rows}


def counted_reds(actor: Actor, since: datetime, until: datetime) -> dict[int, int]:
    """How many promises of each organ within reach ran out in this time, without those struck out on appeal."""
    require(actor, Can.SEE)
    reach = actor.reach(Can.SEE)
    organs = None if reach is None else sorted(reach)
    told = {"since": since, "until": until, "organs": organs, "struck": AppealState.STRUCK.value}
    with connection.cursor() as cursor:
        cursor.execute(REDS, told)
        return {int(organ_id): int(count) for organ_id, count in cursor.fetchall()}


def within(actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
    reach = actor.reach(Can.SEE)
    return rows if reach is None else rows.filter(organ_id__in=reach)


def _order(row: SupervisionOrder, replies: tuple[ReplyView, ...] = ()) -> OrderView:
    return OrderView(
        row.number, Level(row.level), State(row.state), row.state_at, row.ref, row.organ_id, row.organ.name,
        row.content, row.reasons, row.warning, row.rule, row.before.number if row.before else "", row.days,
        row.issued_at, row.issued_by, row.outcome, row.version, replies,
    )  # fmt: skip


def _reply(row: Reply) -> ReplyView:
    return ReplyView(row.text, row.at, row.by, row.sent_back)


def _appeal(row: Appeal) -> AppealView:
    return AppealView(
        row.pk, row.deadline_id, row.ref, row.organ_id, row.organ.name, row.grounds, row.asked_at,
        AppealState(row.state), row.reason, row.decided_at, row.decided_by,
    )  # fmt: skip
