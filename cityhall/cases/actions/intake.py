"""收件: an application arrives, online or at the window. Arrival is receipt; no click can move that moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from cityhall.cases import rules
from cityhall.cases.models import Application, Material, MaterialFile, Referral
from cityhall.cases.rules.moves import check_allowed
from cityhall.cases.terms import Can, Channel, Move, Origin, Proceeding, Stage, Status, Verdict
from cityhall.catalogue import queries as catalogue
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError
from cityhall.kernel.files.store import Stored, note
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.kernel.writing import insert, update
from cityhall.organs import queries as organs
from cityhall.organs.terms import Desk

from . import clocks
from .beside import close_beside, open_beside, proceeding
from .deputy import lenders
from .drafts import (
    Applicant,
    asked_here,
    check_own_draft,
    drop_pre_review,
    fill_form,
    new_case,
    promised,
    refuse_material,
)
from .entrusted import by_entrustment, demand
from .levels import check_accepting_level
from .licences import check_named
from .lock import Held, begin, lock, lock_draft, settle
from .situations import also_needed


@dataclass(frozen=True)
class Handed:
    """What a person at the window handed over for one line of the checklist."""

    key: str
    paper_copies: int = 0
    original_seen: bool = False
    verdict: str = Verdict.GOOD
    problem: str = ""
    files: tuple[tuple[Stored, str], ...] = ()


@action
def receive(actor: Actor, draft: str) -> str:
    """提交: the draft is received this moment; answers the case number. Missing materials do not stop receipt (the
    clerk tells them once), a form that cannot be read does."""
    held = lock_draft(draft)
    status = begin(actor, Move.RECEIVE, held)
    check_own_draft(actor, held)
    _only_what_applies(held)
    check_named(held)
    drop_pre_review(actor, held)
    taken_in(actor, held, status)
    return str(held.case.number)


@step
def _only_what_applies(held: Held) -> None:
    """The form is whole; what was said for situations that are not hers is not part of the application. No statement
    where there is none."""
    application = held.case.application
    said = {**application.form, **application.sealed_form}
    kept = rules.check_form(held.terms.fields, said)
    if held.terms.asks and set(said) - set(kept):
        fill_form(held, kept)
        update(application, ["form", "sealed_form"])


@action
def receive_at_window(
    actor: Actor, item_id: int, applicant: Applicant, values: Mapping[str, str], handed: Sequence[Handed] = ()
) -> str:
    """窗口收件: form and materials of a person present; answers the case number."""
    held = taken_at_window(actor, item_id, applicant, values, handed)
    taken_in(actor, held, Status.RECEIVED)
    return str(held.case.number)


@action
def receive_back_entry(
    actor: Actor, item_id: int, applicant: Applicant, values: Mapping[str, str], handed: Sequence[Handed],
    happened_at: datetime, reason: str,
) -> str:  # fmt: skip
    """断网补录: what a window took in on paper while the network was down. Received when it was, not when it is typed; a
    supervisor looks at each. Answers the case number."""
    rules.check_back_entry(happened_at, clock.now(), settings.BACK_ENTRY_DAYS, reason)
    held = taken_at_window(actor, item_id, applicant, values, handed)
    taken_in(actor, held, Status.RECEIVED, happened_at, back_entered=True)
    row = open_beside(
        actor,
        held,
        Proceeding.BACK_ENTRY,
        organ_id=held.case.organ_id,
        reason=reason[:300],
        happened_at=happened_at.isoformat(),
    )
    settle(actor, held, Status.RECEIVED)
    record(
        actor, "case.back_entered", held.ref, organ_id=held.case.organ_id, happened_at=happened_at.isoformat(),
        reason=reason.strip()[:300], proceeding=row.pk,
    )  # fmt: skip
    return str(held.case.number)


@action
def confirm_back_entry(actor: Actor, number: str, key: str, agrees: bool, note: str = "") -> None:
    """核查补录: by a supervisor who did not enter it; what cannot be shown to be true is marked so."""
    held = lock(number)
    require(actor, Can.SUPERVISE, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    row = proceeding(held, Proceeding.BACK_ENTRY, key)
    entered, behind = row.opened_account, lenders(actor, Can.SUPERVISE, held.case.organ_id, item_id=held.case.item_id)
    if entered is not None and (entered == actor.account_id or {entered} == set(behind)):
        raise NotAllowedError("case.own_back_entry", "补录须由补录人以外的监督人员核查")
    if not agrees and not note.strip():
        raise InvalidInputError("case.no_note", "认为补录不实的，请写明情况", field="note")
    close_beside(actor, held, row, Stage.DONE if agrees else Stage.REJECTED, answer=note.strip()[:300])
    settle(actor, held, Status(held.case.status))
    record(
        actor, "case.back_entry_confirmed", held.ref, organ_id=held.case.organ_id, agrees=agrees,
        note=note.strip()[:300], proceeding=row.pk,
    )  # fmt: skip


@step
def taken_at_window(
    actor: Actor, item_id: int, applicant: Applicant, values: Mapping[str, str], handed: Sequence[Handed]
) -> Held:
    """The draft a clerk fills in for a person present, not yet received. The row is new, so nobody else holds it."""
    terms, offered = asked_here(item_id, actor.window_id)
    demand(actor, Can.INTAKE, terms.organ_id, terms.item_id, terms.name)
    check_accepting_level(actor, terms)
    if offered.off:
        raise organs.refuse_closed(actor.window_id, terms.item_id, terms.organ_id, terms.name)
    check_allowed(Move.RECEIVE, terms.regime.moves, terms.procedure.label)
    terms = catalogue.situated(terms, values)
    kept = rules.check_form(terms.fields, values)
    case = new_case(actor, terms, applicant, Channel.WINDOW, kept)
    given = tuple(h.key for h in handed if h.paper_copies or h.files)
    held = Held(case, terms, offered.edition, given, {}, (), (), 0, mark=offered.mark)
    _take_materials(actor, case.application, held, handed)
    return held


@step
def taken_in(
    actor: Actor, held: Held, status: Status, at: datetime | None = None, *, by: int | None = None,
    window_id: int | None = None, **told: object,
) -> None:  # fmt: skip
    """Number, moment (`at`: as it was, for what is entered afterwards), and the clock of the one notice. `by`, `window_id`: who
    took it in where, when the house opens it for a whole."""
    moment = at or clock.now()
    give_number(held, clock.now())
    settle(
        actor, held, status, number=held.case.number, received_at=moment, back_entered=at is not None,
        received_by=by or (actor.account_id if actor.is_staff else None), window_id=window_id or actor.window_id,
    )  # fmt: skip
    clocks.start(actor, held, clocks.notice(held, moment))
    record(
        actor, "case.received", held.ref, organ_id=held.case.organ_id, draft=str(held.case.application_id),
        item=held.terms.item_code, item_version=held.terms.version, channel=held.case.application.channel, **told,
        **by_entrustment(actor, Can.INTAKE, held.case),
    )  # fmt: skip


@step
def give_number(held: Held, now: datetime) -> None:
    """办件编号: division (6) - year - eight digits, without a gap."""
    place, year = held.terms.division_code[:6], clock.local(now).year
    held.case.number = f"{place}-{year}-{next_in(f'case:{place}:{year}'):08d}"


@step
def _take_materials(actor: Actor, application: Application, held: Held, handed: Sequence[Handed]) -> None:
    for one in handed:
        if held.terms.material(one.key) is None:
            raise InvalidInputError("case.unknown_material", refuse_material(held, one.key).message, field=one.key)
    if len({one.key for one in handed}) < len(handed):
        raise InvalidInputError("case.material_twice", "同一份材料只登记一次，份数填在一处", field="materials")
    now = clock.now()
    rows = insert(
        [
            Material(
                application=application, key=h.key, verdict=Verdict(h.verdict), problem=h.problem.strip()[:300],
                original_seen=h.original_seen, paper_copies=h.paper_copies, checked_by=actor.name, checked_at=now,
            )
            for h in handed
        ]
    )  # fmt: skip
    files = [
        MaterialFile(
            material=row, sha256=stored.sha256, name=name[-200:], size=stored.size, media_type=stored.media_type,
            origin=Origin.SCANNED, added_at=now,
        )
        for row, h in zip(rows, handed, strict=True)
        for stored, name in h.files
    ]  # fmt: skip
    if files:
        note(*(stored for h in handed for stored, _ in h.files))
        insert(files)


@action
def check_material(
    actor: Actor, number: str, key: str, verdict: str, problem: str = "", original_seen: bool = False, copies: int = 0
) -> None:
    """核对材料: what the clerk found of one material of a received case."""
    held = lock(number)
    require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    spec = held.terms.material(key)
    owed = held.case.status == Status.ACCEPTED and promised(held, key, broken=True)
    if spec is None or not (owed or held.case.status in (Status.RECEIVED, Status.SUPPLEMENTING)):
        raise WrongStateError("case.materials_closed", f"办件{Status(held.case.status).label}，不能再核对材料")
    if verdict == Verdict.WRONG and not problem.strip():
        raise InvalidInputError("case.problem_missing", f"请写明“{spec.name}”哪里不符合要求", field="problem")
    Material.objects.update_or_create(
        application=held.case.application,
        key=key,
        defaults={
            "verdict": Verdict(verdict), "problem": problem.strip()[:300], "original_seen": original_seen,
            "paper_copies": copies, "checked_by": actor.name, "checked_at": clock.now(),
        },
    )  # fmt: skip
    settle(actor, held, Status(held.case.status))
    record(actor, "material.checked", held.ref, organ_id=held.case.organ_id, material=key, verdict=verdict)


@action
def correct_here(actor: Actor, number: str, values: Mapping[str, str], key: str = "", what: str = "") -> None:
    """当场更正 (第三十二条第一款第三项): errors that can be mended on the spot are mended; the material is marked."""
    held = lock(number)
    status = begin(actor, Move.CORRECT_HERE, held)
    application = held.case.application
    said = {**application.form, **application.sealed_form, **values}
    held = replace(held, terms=catalogue.situated(held.terms, said))
    fields = held.terms.fields
    fill_form(held, rules.check_form(fields, said))
    update(application, ["form", "sealed_form"])
    also_needed(held, clock.now())
    if key:
        Material.objects.filter(application=application, key=key).update(
            corrected=True, verdict=Verdict.GOOD, problem="", checked_by=actor.name, checked_at=clock.now()
        )
    settle(actor, held, status)
    changed = sorted(set(values) & {f.key for f in fields})
    record(
        actor, "case.corrected", held.ref, organ_id=held.case.organ_id, fields=changed, material=key, what=what[:200]
    )


@action
def refer(actor: Actor, number: str, note_text: str) -> None:
    """转部门审查: the organ's own desk answers the same day; the notice clock keeps running (窗口无否决权)."""
    held = lock(number)
    status = begin(actor, Move.REFER, held)
    if held.referred:
        raise WrongStateError(
            "case.referred_already", "已经转部门审查，部门当日答复；请等答复后再转，急件可电话联系该部门"
        )
    if not note_text.strip():
        raise InvalidInputError("case.no_note", "请写明需要部门判断的问题", field="note_text")
    now = clock.now()
    Referral.objects.create(case=held.case, note=note_text.strip()[:500], asked_by=actor.name, asked_at=now)
    settle(actor, held, status)
    clocks.start(actor, held, [clocks.of(held, Kind.REFERRAL, clocks.SAME_DAY, now, desk=Desk.REVIEW)])
    record(actor, "case.referred", held.ref, organ_id=held.case.organ_id, note=note_text.strip()[:200])


@action
def answer_referral(actor: Actor, number: str, answer: str) -> None:
    """答复窗口: the organ's desk says what to do; the window goes on."""
    held = lock(number)
    require(actor, Can.REVIEW, held.case.organ_id, held.case.item_id)
    call.check_seen(held.case.version, held.case.last_actor)
    if not answer.strip():
        raise InvalidInputError("case.no_answer", "请写明处理意见", field="answer")
    mine = Referral.objects.filter(case=held.case, answered_at=None)
    if not mine.update(answer=answer.strip()[:500], answered_by=actor.name, answered_at=clock.now()):
        raise WrongStateError("case.no_referral", "该办件没有待答复的转办")
    settle(actor, held, Status(held.case.status))
    clocks.stop(actor, [held.ref], [Kind.REFERRAL])
    record(actor, "case.referral_answered", held.ref, organ_id=held.case.organ_id, answer=answer.strip()[:200])
