"""延长办理期限 (行政许可法 第四十二条), and the public word when a promise is overrun (优化营商环境条例 第三十六条)."""

from django.db.models import Exists, OuterRef, Value

from cityhall.cases.models import Case, ProceedingRow
from cityhall.cases.rules import handling
from cityhall.cases.terms import Can, Move, Proceeding, Stage, Status
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as clocks_asked
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.journal.record import record

from .beside import close_beside, open_beside
from .deputy import proposed_for
from .lock import Held, begin, lock, settle
from .special import approval, reject, to_approve


@action
def propose_extension(actor: Actor, number: str, days: int, reason: str) -> int:
    """提出延长: once, before the due day, with the reasons the applicant will read; answers the proposal's key."""
    held = lock(number)
    status = begin(actor, Move.EXTEND, held)
    most = handling.extension_limit(held.terms)
    handling.check_days(days, most.amount, "延长的时间")
    why = handling.check_words(reason, "case.no_reason", "请写明延长的理由，告知书将载明", "reason")
    handling.check_extendable(*_extended(held))
    row = open_beside(
        actor, held, Proceeding.EXTENSION, stage=Stage.PROPOSED, reason=why, basis=most.basis, amount=days,
        **proposed_for(actor, Can.REVIEW, held.case.organ_id, item_id=held.case.item_id),
    )  # fmt: skip
    settle(actor, held, status)
    record(
        actor, "case.extension_proposed", held.ref, organ_id=held.case.organ_id, key=row.pk, days=days, reason=why[:300]
    )
    return row.pk


def _extended(held: Held) -> tuple[bool, bool]:
    """Was it extended, or is that being decided? Is the law's last moment gone? One statement for both."""
    earlier = ProceedingRow.objects.filter(case=OuterRef("pk"), kind=Proceeding.EXTENSION).exclude(stage=Stage.REJECTED)
    due = clocks_asked.due_of(Value(held.ref), Kind.STATUTORY)
    once, until = Case.objects.filter(pk=held.case.pk).values_list(Exists(earlier), due).get()
    return once, until is not None and clock.now() > until


@action
def approve_extension(actor: Actor, number: str, key: str | int, agrees: bool, note: str = "") -> None:
    """批准延长: by the organ's head, for joint handling the government's; what was promised stays promised."""
    held, status, row = to_approve(actor, number, Move.EXTEND, Proceeding.EXTENSION, key, None)
    if not agrees:
        reject(actor, held, status, row, "case.extension_rejected", handling.check_rejection(note))
        return
    days = int(row.amount or 0)
    deadlines.extend(actor, held.ref, Kind.STATUTORY, days, edition=held.edition)
    approved = approval(actor, held, row)
    close_beside(actor, held, row, Stage.DONE, answer=note.strip() or "同意延长", **approved.columns)
    settle(actor, held, status)
    record(
        actor, "case.extended", held.ref, organ_id=held.case.organ_id, key=row.pk, days=days, reason=row.reason[:300],
        basis=row.basis, **approved.told,
    )  # fmt: skip


@action
def explain_overrun(actor: Actor, number: str, text: str) -> None:
    """公开说明: why a promise was not kept, for the applicant and on the public progress page."""
    held = lock(number)
    if not actor.may(Can.DECIDE, held.case.organ_id, held.case.item_id):
        require(actor, Can.REVIEW, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    promised = [c for c in clocks_asked.clocks_of([held.ref]) if c.kind is Kind.PROMISED]
    late = any(c.met is False if c.stopped_on else not c.provisional and clock.now() > c.due_at for c in promised)
    handling.check_overrun(overrun=late)
    said = handling.check_words(text, "case.no_reason", "请写明超过承诺时限的原因和预计办结时间", "text", 300)
    settle(actor, held, Status(held.case.status))
    record(actor, "case.overrun_explained", held.ref, organ_id=held.case.organ_id, text=said)
