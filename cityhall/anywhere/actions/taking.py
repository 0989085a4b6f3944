"""异地收件: a window takes in what another organ decides, by the 通办清单 and by it alone."""

from collections.abc import Mapping, Sequence

from cityhall.anywhere import rules
from cityhall.anywhere.models import Handover, Intake, ListEntry
from cityhall.anywhere.queries.listing import facts_of
from cityhall.anywhere.queries.seeing import at_end
from cityhall.anywhere.terms import OPEN, Can, EntryFacts, State, Way
from cityhall.cases import actions as cases
from cityhall.cases.actions import Applicant, Handed
from cityhall.cases.terms import Can as Case
from cityhall.cases.terms import Status
from cityhall.catalogue import queries as catalogue
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs
from cityhall.organs.queries import Stand
from cityhall.organs.terms import Level

from .lock import lent, lock_intake


@action
def take_in(
    actor: Actor, item_id: int, applicant: Applicant, values: Mapping[str, str], handed: Sequence[Handed] = (),
    issue_window_id: int | None = None,
) -> str:  # fmt: skip
    """接收异地件: received this moment, so every limit counts from here whatever the paper does afterwards; answers the case
    number. `issue_window_id`: where the applicant wants the result (none: this window)."""
    require(actor, Can.TAKE_IN)
    if actor.window_id is None:
        raise NotAllowedError("anywhere.no_window_here", "您的账号没有分配窗口，不能接收异地件；请联系大厅管理员")
    stands = organs.stands({actor.window_id, issue_window_id or actor.window_id})
    here = stands.get(actor.window_id)
    entry = facts_of(ListEntry.objects.filter(item_id=item_id, ended_at=None).first())
    item = entry.item_name if entry else catalogue.item_names([item_id]).get(item_id, ("这个事项", "", False))[0]
    if entry and actor.may(Case.INTAKE, entry.organ_id, item_id):
        raise WrongStateError("anywhere.own_window", f"本窗口本来就受理“{item}”，请在“收件”里直接收，不作异地件")
    why = rules.why_not_here(
        entry, item, actor.window_id, here.level if here else Level.VILLAGE, is_open=bool(here and here.open),
        today=clock.today(),
    )  # fmt: skip
    if why or entry is None or here is None:
        raise WrongStateError("anywhere.not_here", f"{why}（可以接收的窗口和事项见通办清单）")
    issue = stands.get(issue_window_id or here.id)
    _check_issue_window(entry, issue)
    able = lent(actor, Case.INTAKE, entry.organ_id, item_id, here.label)
    taken = cases.take_in_elsewhere(able, item_id, applicant, values, handed, at_window=here.label)
    row = Intake.objects.create(
        case_id=taken.id, entry_id=entry.id, mode=entry.mode, window_id=here.id, receiving_organ_id=here.organ_id,
        deciding_organ_id=taken.organ_id, issue_window_id=issue.id if issue else None,
        issuing_organ_id=issue.organ_id if issue else None, received_at=taken.received_at, received_by=actor.name[:80],
    )  # fmt: skip
    record(
        actor, "anywhere.taken_in", f"case:{taken.number}", organ_id=here.organ_id, window=here.id, at=here.label,
        deciding=taken.organ_id, entry=entry.id, mode=row.mode, issue_window=row.issue_window_id,
    )  # fmt: skip
    return taken.number


def _check_issue_window(entry: EntryFacts, issue: Stand | None) -> None:
    """A result goes to a window that could have taken the application in, or stays with the deciding organ."""
    fits = issue is not None and issue.open
    if fits and issue is not None:
        fits = issue.id in entry.windows if entry.windows else issue.level is Level.COUNTY
    if not fits:
        raise InvalidInputError(
            "anywhere.issue_window", "这个窗口不能出件；请从通办清单列的窗口里选择取件的窗口", field="issue_window_id"
        )


@action
def choose_issue_window(actor: Actor, number: str, window_id: int | None = None) -> None:
    """选择取件窗口: any window of the list, or (none) the deciding organ itself; until the result has left for one."""
    row = lock_intake(number)
    near = at_end(actor, row.window_id, row.receiving_organ_id, Can.TAKE_IN)
    if not (near or actor.may(Can.CARRY, row.deciding_organ_id)):
        raise NotFoundError("anywhere.unknown_case", f"没有编号为 {number} 的异地件，或不在您的查看范围内")
    call.check_seen(row.version)
    if row.issued_at is not None or row.case.status in (Status.DELIVERED, Status.ARCHIVED):
        raise WrongStateError("anywhere.issued_already", "结果已经交给申请人，不能再改取件窗口")
    waiting = [*OPEN, State.DIFFERS]
    if Handover.objects.filter(intake=row, way=Way.RESULT, state__in=waiting).exists():
        raise WrongStateError(
            "anywhere.result_under_way", "结果已经做了流转单，不能再改取件窗口；请先作废或了结那张流转单"
        )
    issue = organs.stand(window_id) if window_id is not None else None
    if issue is not None:
        facts = facts_of(row.entry)
        assert facts is not None
        _check_issue_window(facts, issue)
    row.issue_window_id, row.issuing_organ_id = (issue.id, issue.organ_id) if issue else (None, None)
    row.version += 1
    row.save(update_fields=["issue_window", "issuing_organ", "version"])
    record(
        actor, "anywhere.issue_chosen", row.case.ref, organ_id=row.receiving_organ_id, issue_window=window_id,
        at=issue.label if issue else row.deciding_organ.name,
    )  # fmt: skip


def count_from_receipt(line: Line) -> None:
    """Reaction to `case.accepted`: what was complete when it was taken in counts from that moment, not from when the paper
    came; what was supplemented counts from then, as everywhere. Harmless the second time."""
    row = Intake.objects.filter(case__number=line.ref.removeprefix("case:"), counted_from=None).first()
    if row is not None and line.values.get("clicked", True):
        _count_from(HOUSE, row.pk)


@action
def _count_from(actor: Actor, intake_id: int) -> None:
    row = Intake.objects.select_for_update(of=("self",)).select_related("case").get(pk=intake_id)
    if row.counted_from is None and row.case.completed_at is None:
        _restart(actor, row)
    record(actor, "anywhere.counted", row.case.ref, organ_id=row.deciding_organ_id, since=row.received_at.isoformat())


@step
def _restart(actor: Actor, row: Intake) -> None:
    deadlines.restart_from(actor, row.case.ref, [Kind.STATUTORY, Kind.PROMISED], row.received_at)
    row.counted_from, row.version = row.received_at, row.version + 1
    row.save(update_fields=["counted_from", "version"])
