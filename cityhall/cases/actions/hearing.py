"""听证 (行政许可法 第四十六条至第四十八条): the right is told, used or given up; time and place told; held; minutes."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Value

from cityhall.cases.models import Case, ProceedingRow
from cityhall.cases.rules import handling
from cityhall.cases.terms import Can, Move, Proceeding, Stage, Status
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.files.store import Stored, note
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs
from cityhall.organs.terms import Desk

from . import clocks, pauses
from .beside import clock_of, close_beside, open_beside, open_of, proceeding, save_beside, stop_clock
from .lock import Held, begin, lock, owns, ref_of, settle, steps_of
from .over import over

BASIS = "《中华人民共和国行政许可法》第四十七条"
CALLED = "《中华人民共和国行政许可法》第四十六条"


@action
def tell_hearing(actor: Actor, number: str, matter: str, text: str, *, public: bool = False) -> int:
    """告知听证权 (第四十七条); `public`, or where the item's law wants it: 依法举行听证并公告 (第四十六条), which nobody
    need ask for. Answers the hearing's key."""
    held = lock(number)
    status = begin(actor, Move.HEARING, held)
    if open_of(held, Proceeding.HEARING):
        raise WrongStateError("case.hearing_told_already", "本件已有进行中的听证程序，请在其中继续办理")
    what = handling.check_words(matter, "case.no_matter", "请写明听证事项", "matter", 200)
    said = handling.check_words(text, "case.no_text", "请写明拟作出的决定及其事实、理由和依据", "text")
    called = public or bool(held.terms.hearing)
    basis = (held.terms.hearing or CALLED) if called else BASIS
    row = open_beside(
        actor, held, Proceeding.HEARING, reason=said, basis=basis, label="听证", matter=what, public=called,
        until="" if called else _until(held, handling.HEARING_ASK.amount),
    )  # fmt: skip
    if called:
        _asked(actor, held, row, "依法应当听证，无需申请", handling.HEARING_CALLED)
    else:
        clocks.start(actor, held, [clock_of(held, row, Kind.HEARING_ASK, handling.HEARING_ASK)])
    settle(actor, held, status)
    event = "case.hearing_called" if called else "case.hearing_told"
    record(actor, event, held.ref, organ_id=held.case.organ_id, key=row.pk, matter=what, basis=basis[:300])
    return row.pk


@action
def ask_hearing(actor: Actor, number: str, key: str | int) -> None:
    """要求听证: by the applicant within her days, or the window for her; for a third party whoever took it down. From
    today the hearing's time does not count (第四十五条)."""
    held, status = _heard(actor, number)
    row = _of_either(held, key)
    _may_ask(actor, held, row)
    if row.facts.get("asked_on"):
        raise WrongStateError("case.hearing_asked_already", "已经提出过听证要求，请等候安排")
    handling.check_in_time(_ends(held, row, Kind.HEARING_ASK), clock.now())
    stop_clock(actor, held, row, [Kind.HEARING_ASK])
    hearing = _for_third_party(actor, held, row) if row.kind == Proceeding.THIRD_PARTY else row
    _asked(actor, held, hearing, _by(actor, held, row), handling.HEARING_HOLD)
    settle(actor, held, status)
    record(actor, "case.hearing_asked", held.ref, organ_id=held.case.organ_id, key=hearing.pk)


@action
def waive_hearing(actor: Actor, number: str, key: str | int) -> None:
    """放弃听证, or taking the request back; a hearing the law wants is not hers to waive."""
    held, status = _heard(actor, number)
    row = proceeding(held, Proceeding.HEARING, key)
    _may_ask(actor, held, row)
    if row.facts.get("public") or row.facts.get("third_party"):
        raise WrongStateError("case.hearing_not_hers", "这次听证不是因申请人要求举行的，不能由申请人放弃")
    if row.facts.get("asked_on"):
        pauses.count_again(actor, held, row, clock.today())
    stop_clock(actor, held, row, [Kind.HEARING_ASK, Kind.HEARING_HOLD])
    close_beside(actor, held, row, Stage.WAIVED, answer="放弃听证")
    settle(actor, held, status)
    record(actor, "case.hearing_waived", held.ref, organ_id=held.case.organ_id, key=row.pk)


@action
def set_hearing(
    actor: Actor, number: str, key: str | int, held_at: datetime, place: str, chair_account: int
) -> None:  # fmt: skip
    """安排听证: when, where, who presides; told so many working days before. Set again, it is postponed."""
    held = lock(number)
    status = begin(actor, Move.HEARING, held)
    row = proceeding(held, Proceeding.HEARING, key)
    if not row.facts.get("asked_on"):
        raise WrongStateError("case.hearing_not_asked", "还没有人要求听证，不需要安排")
    where = handling.check_words(place, "case.no_place", "请写明听证地点", "place", 200)
    days = deadlines.calendar(held.edition)
    handling.check_hearing_notice(clock.today(), clock.day_of(held_at), days, settings.HEARING_NOTICE_DAYS)
    handling.check_chair(chair_account, _reviewers(held))
    chair = organs.names_of_accounts([chair_account]).get(chair_account)
    if chair is None:
        raise InvalidInputError("case.no_chair", "听证主持人须是在岗的工作人员，请重新选择", field="chair_account")
    at, again = clock.local(held_at).isoformat(timespec="minutes"), bool(row.facts.get("held_at"))
    save_beside(
        row, facts={**row.facts, "held_at": at, "place": where, "chair": chair, "chair_account": chair_account}
    )  # fmt: skip
    settle(actor, held, status)
    told = {"key": row.pk, "held_at": at, "place": where, "chair": chair, "again": again}
    record(actor, "case.hearing_set", held.ref, organ_id=held.case.organ_id, **told)
    if row.facts.get("public"):
        record(actor, "case.hearing_announced", held.ref, organ_id=held.case.organ_id, **told)


@action
def hold_hearing(
    actor: Actor, number: str, key: str | int, people: list[str], minutes: str, file: Stored | None = None
) -> None:
    """举行听证: who took part, and the minutes on which the case is then decided (第四十八条)."""
    held = lock(number)
    status = begin(actor, Move.HEARING, held)
    row = proceeding(held, Proceeding.HEARING, key)
    handling.check_held(str(row.facts.get("held_at", "")), clock.now())
    present = [name.strip() for name in people if name.strip()]
    if not present:
        raise InvalidInputError("case.no_people", "请写明参加听证的人员", field="people")
    written = handling.check_words(minutes, "case.no_minutes", "请写明听证笔录", "minutes", 20_000)
    facts: dict[str, Any] = {**row.facts, "people": present}
    if file is not None:
        facts["file"] = note(file)
    pauses.count_again(actor, held, row, clock.today())
    stop_clock(actor, held, row, [Kind.HEARING_HOLD])
    close_beside(actor, held, row, Stage.DONE, answer=written, facts=facts, last_on=clock.today())
    settle(actor, held, status)
    record(
        actor, "case.hearing_held", held.ref, organ_id=held.case.organ_id, key=row.pk, held_at=row.facts["held_at"]
    )  # fmt: skip


@action
def _expire_hearing(actor: Actor, number: str, key: str | int) -> None:
    """听证申请期届满: nobody asked; the case may be decided."""
    held = lock(number)
    status = begin(actor, Move.HEARING, held)
    row = proceeding(held, Proceeding.HEARING, key)
    if row.facts.get("asked_on"):
        raise WrongStateError("case.hearing_asked_already", "已经提出听证要求，申请期不再适用")
    stop_clock(actor, held, row, [Kind.HEARING_ASK])
    close_beside(actor, held, row, Stage.EXPIRED, answer="期限内没有要求听证")
    settle(actor, held, status)
    record(actor, "case.hearing_expired", held.ref, organ_id=held.case.organ_id, key=row.pk)


def check_heard(held: Held) -> None:
    """Before a decision: was the hearing announced which the law of the item wants? No statement for other items."""
    if held.terms.hearing:
        told = ProceedingRow.objects.filter(case=held.case, kind=Proceeding.HEARING).exists()
        handling.check_heard(held.terms.hearing, told=told)


def hearing_over(line: Line) -> None:
    """The days for asking have gone."""
    if (place := over(line, Proceeding.HEARING, Kind.HEARING_ASK)) is not None:
        _expire_hearing(HOUSE, place.number, place.key)


@step
def _asked(actor: Actor, held: Held, row: ProceedingRow, by: str, limit: Any) -> None:
    """From today a hearing is being prepared: its own clock runs, those of the case stand still."""
    if not row.facts.get("asked_on"):
        today = clock.today()
        save_beside(row, first_on=today, facts={**row.facts, "asked_on": today.isoformat(), "asked_by": by})
    clocks.start(actor, held, [clock_of(held, row, Kind.HEARING_HOLD, limit, desk=Desk.REVIEW)])
    pauses.stop_counting(actor, held, row, "听证")


@step
def _for_third_party(actor: Actor, held: Held, told: ProceedingRow) -> ProceedingRow:
    """A third party asks: what she was told of ends here, her hearing begins."""
    if open_of(held, Proceeding.HEARING):
        raise WrongStateError(
            "case.hearing_told_already", "本件已有进行中的听证程序，利害关系人的听证要求请并入该程序办理（先登记陈述）"
        )
    close_beside(actor, held, told, Stage.DONE, answer=told.answer or "要求听证")
    return open_beside(
        actor, held, Proceeding.HEARING, reason=told.reason, basis=BASIS, label="听证", matter=held.case.item_name,
        public=False, third_party=told.pk, until="", first_on=clock.today(), asked_on=clock.today().isoformat(),
        asked_by=_by(actor, held, told),
    )  # fmt: skip


def _heard(actor: Actor, number: str) -> tuple[Held, Status]:
    """The case, for whoever may speak on a hearing: the applicant, the window, the organ."""
    held = lock(number)
    if not owns(actor, held.case) and not actor.may(Can.INTAKE, held.case.organ_id, held.case.item_id):
        require(actor, Can.REVIEW, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    if held.case.status != Status.ACCEPTED:
        raise WrongStateError(
            "case.not_under_review", f"办件{Status(held.case.status).label}，没有进行中的听证；请刷新查看最新进度"
        )
    return held, Status(held.case.status)


def _of_either(held: Held, key: str | int) -> ProceedingRow:
    asked = int(key) if str(key).isdecimal() else 0
    kind = Proceeding.THIRD_PARTY if asked in open_of(held, Proceeding.THIRD_PARTY) else Proceeding.HEARING
    return proceeding(held, kind, key)


def _may_ask(actor: Actor, held: Held, row: ProceedingRow) -> None:
    """The applicant speaks for herself, the window for her; what a third party says is taken down by the organ."""
    third = row.kind == Proceeding.THIRD_PARTY
    if owns(actor, held.case) and not third:
        return
    if not actor.may(Can.INTAKE, held.case.organ_id, held.case.item_id):
        if not third:
            raise NotAllowedError("case.hearing_not_yours", "听证由申请人本人提出或放弃，窗口可以代为登记")
        require(actor, Can.REVIEW, held.case.organ_id, held.case.item_id)


def _by(actor: Actor, held: Held, row: ProceedingRow) -> str:
    if row.kind == Proceeding.THIRD_PARTY:
        return f"利害关系人（{actor.name}登记）"
    return "申请人" if owns(actor, held.case) else f"申请人（{actor.name}代为登记）"


def _ends(held: Held, row: ProceedingRow, kind: Kind) -> datetime | None:
    """The last moment of the proceeding's own clock, None while it cannot be known."""
    due = deadlines.due_of(Value(ref_of(held, row.pk)), kind)
    until: datetime | None = Case.objects.filter(pk=held.case.pk).values_list(due, flat=True).get()
    return until


def _until(held: Held, days: int) -> str:
    last = handling.last_day(deadlines.calendar(held.edition), clock.today(), days)
    return last.isoformat() if last else ""


def _reviewers(held: Held) -> set[int]:
    """Everybody who reviews the application or ever did, returned steps included."""
    steps = steps_of(held.case)
    lines = journal.lines_of([clocks.step_ref(held, s.key) for s in steps])
    before = {line.account_id for line in lines if line.event in ("step.claimed", "step.finished", "step.returned")}
    return {a for a in (*before, *(s.done_by for s in steps), *(s.holder for s in steps)) if a is not None}
