"""Taking hold of a case: one row locked, with everything the rules ask about it, in one statement."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, JSONObject

from cityhall.cases import rules
from cityhall.cases.models import (
    Case,
    Decision,
    Delivery,
    Hold,
    Material,
    MaterialFile,
    Referral,
    Step,
    SupplementNotice,
)
from cityhall.cases.queries.visible import is_own
from cityhall.cases.rules.delivery import Original
from cityhall.cases.rules.moves import check_allowed
from cityhall.cases.terms import Can, DeliveryState, HoldKind, Move, Status, StepState, Who
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ItemTerms
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.journal.record import on_behalf
from cityhall.kernel.prepared import NUMBER, TEXT, UNIQUE, Prepared
from cityhall.kernel.writing import insert, update
from cityhall.people import queries as people

from .entrusted import demand
from .levels import check_accepting_level

PRINCIPAL_ONLY = (Move.WITHDRAW,)  # 特别授权: what an agent's ordinary authority does not cover
ACCEPTING = (Move.ACCEPT, Move.ACCEPT_WITH_GAPS, Move.ACCEPT_ON_PLEDGE, Move.DECIDE_ON_SPOT)


@dataclass(frozen=True)
class Held:
    """A locked case with the terms it pinned, as they are for its answers (情形). `edition` is the calendar's,
    read in the same statement."""

    case: Case
    terms: ItemTerms
    edition: str
    given: tuple[str, ...]
    verdicts: dict[str, str]
    holds: tuple[str, ...]
    points: tuple[rules.Point, ...]  # of the one supplement notice, answered or not
    rounds: int  # how often it was sent: 0 before the first
    referred: bool = False  # the organ's desk has not answered the window yet
    came: dict[str, datetime] = field(default_factory=dict)  # when something last came in for a material
    notice_due: datetime | None = None  # the last moment of the open notice clock
    originals: dict[str, Original] = field(default_factory=dict)  # of what was handed in
    mark: str = ""  # 机关代字 of the organ, read with the case
    decided: int = 0  # how many versions its decision has
    sent: str = ""  # by which way its result is under way, if it is
    barring: tuple[str, ...] = ()  # of the holds, those that keep it from being accepted: not what a meeting says

    @property
    def ref(self) -> str:
        return self.case.ref


def lock(number: str) -> Held:
    """Lock a case by its number."""
    return _held(BY_NUMBER.first(number), f"没有编号为 {number} 的办件，请核对编号")


def lock_draft(draft: str) -> Held:
    """Lock a draft by the id of its application."""
    try:
        key = uuid.UUID(str(draft))
    except ValueError as wrong:
        raise NotFoundError("case.unknown_draft", "没有找到这份草稿，可能已经提交或删除") from wrong
    return _held(BY_DRAFT.first(key), "没有找到这份草稿，可能已经提交或删除")


def _asked(rows: QuerySet[Case]) -> QuerySet[Case]:
    """The case and its application, locked, with everything the rules will ask."""
    mine = Material.objects.filter(application=OuterRef("application"))
    newest = MaterialFile.objects.filter(material=OuterRef("pk"), removed_at=None).order_by("-added_at")
    facts = JSONObject(
        key=F("key"), verdict=F("verdict"), copies=F("paper_copies"), checked=F("checked_at"),
        newest=Subquery(newest.values("added_at")[:1]), seen=F("original_seen"), matches=F("original_matches"),
    )  # fmt: skip
    there = mine.filter(_present()).order_by("key").distinct()
    standing = Hold.objects.filter(case=OuterRef("pk"), lifted_at=None).values("reason")
    told = SupplementNotice.objects.filter(case=OuterRef("pk"))
    sent = Delivery.objects.filter(case=OuterRef("pk"), state=DeliveryState.SENT)
    versions = Decision.objects.filter(case=OuterRef("pk"))
    return (
        rows.order_by("pk")
        .select_related("application")
        .select_for_update(of=("self", "application"))
        .annotate(
            edition=deadlines.edition(),
            notice_due=deadlines.due_of(Concat(Value("case:"), OuterRef("number")), Kind.NOTICE),
            found=ArraySubquery(mine.values(facts=facts)),
            given=ArraySubquery(there.values("key")),
            standing=ArraySubquery(standing),
            barring=ArraySubquery(standing.exclude(kind=HoldKind.MEETING)),
            mark=F("organ__mark"),
            sent=Coalesce(Subquery(sent.values("method")[:1]), Value("")),
            decided=Coalesce(Subquery(versions.order_by("-number").values("number")[:1]), 0),
            referred=Exists(Referral.objects.filter(case=OuterRef("pk"), answered_at=None)),
            told=ArraySubquery(told.values(notice=JSONObject(points=F("points"), rounds=F("rounds")))),
        )
    )


def _held(row: Any, sentence: str) -> Held:
    if row is None:
        raise NotFoundError("case.unknown", sentence)
    verdicts = {found["key"]: found["verdict"] for found in row.found}
    application = row.application
    terms = catalogue.situated(
        catalogue.terms(str(row.item_version_id)), {**application.form, **application.sealed_form}
    )
    points = tuple(rules.Point(**p) for notice in row.told for p in notice["points"])
    rounds = sum(int(notice["rounds"]) for notice in row.told)
    return Held(row, terms, row.edition, tuple(row.given), verdicts, tuple(row.standing), points, rounds, row.referred,
                _came(row.found), row.notice_due, _originals(row.found), row.mark, row.decided, row.sent, tuple(row.barring))  # fmt: skip


def _originals(found: Iterable[Mapping[str, Any]]) -> dict[str, Original]:
    return {one["key"]: Original(bool(one["seen"]), one["matches"]) for one in found if one["newest"]}


def _came(found: Iterable[Mapping[str, Any]]) -> dict[str, datetime]:
    """When the newest file of a material was added, or its paper checked at the window."""
    came = {}
    for one in found:
        moments = [one["newest"], one["checked"] if one["copies"] else None]
        if known := [datetime.fromisoformat(m) for m in moments if m]:
            came[one["key"]] = max(known)
    return came


def _present() -> Any:
    return Q(files__removed_at=None, files__isnull=False) | Q(paper_copies__gt=0)


def steps_of(case: Case) -> list[Step]:
    """All steps of a case already locked, in order, locked as well."""
    return STEPS.rows(case.pk)


BY_NUMBER = Prepared(lambda number: _asked(Case.objects.filter(number=number)), TEXT)
BY_DRAFT = Prepared(lambda key: _asked(Case.objects.filter(application_id=key)), UNIQUE)
STEPS = Prepared(lambda pk: Step.objects.select_for_update().filter(case_id=pk).order_by("order", "key"), NUMBER)


def facts_of(step: Step) -> rules.StepFacts:
    return rules.StepFacts(step.key, step.name, step.order, StepState(step.state), step.decides, step.done_by)


def permit(actor: Actor, move: Move, held: Held) -> None:
    """One of those the table names, for this organ; or the applicant herself."""
    who = rules.MOVES[move].who
    if Who.APPLICANT in who and owns(actor, held.case):
        if move in PRINCIPAL_ONLY and held.case.application.account_id != actor.account_id:
            raise NotAllowedError("people.agency_principal", f"{move.label}须由委托人本人办理，授权代办不包括这一项")
        return
    if Who.HOUSE in who and actor.is_house:
        return
    refuse_agent(actor, held.case)
    needed = [w for w in who if isinstance(w, Can)]
    if not needed:
        require_signed_in(actor)
        raise NotAllowedError(f"no.{move}", f"只有申请人可以{move.label}")
    for permission in needed[:-1]:
        if actor.may(permission, held.case.organ_id, held.case.item_id):
            return
    demand(actor, needed[-1], held.case.organ_id, held.case.item_id, held.terms.name)


def refuse_agent(actor: Actor, case: Case) -> None:
    """Who made the application for her does not work on it for the organ."""
    if actor.account_id is not None and case.application.agent_account == actor.account_id:
        raise NotAllowedError(
            "case.agent_handles", "这件申请是您代申请人提交的，收件、审查和决定须由其他工作人员办理，请转给同事"
        )


def owns(actor: Actor, case: Case) -> bool:
    """Is this the applicant's own case, or one an agent makes for her? Then what is recorded is recorded as on her behalf. An
    agency that runs no longer is refused (NotAllowedError). (The house acts for applicants only through its own moves.)"""
    application = case.application
    if is_own(actor, application):
        if application.account_id != actor.account_id:
            on_behalf(application.applicant_ref, application.agency_id or 0)
        return True
    if actor.account_id is not None and application.agent_account == actor.account_id:
        raise people.agency_ended(actor, application.agency_id or 0)
    return False


def begin(actor: Actor, move: Move, held: Held) -> Status:
    """What every move asks, in this order: permission, the version seen, the regime, the table, holds."""
    permit(actor, move, held)
    if move in ACCEPTING:
        check_accepting_level(actor, held.terms)
    call.check_seen(held.case.version, held.case.last_actor)
    check_allowed(move, held.terms.regime.moves, held.terms.procedure.label)
    return rules.next_status(Status(held.case.status), move)


def ref_of(held: Held, proceeding_id: int) -> str:
    """What the clock of a proceeding goes by: `beside:<number or draft>/<id>`."""
    return f"beside:{held.case.number or held.case.application_id}/{proceeding_id}"


def settle(actor: Actor, held: Held, status: Status, **changes: object) -> None:
    """Write the move down: state, version, who did it last, what is open beside it, and what goes with it. One
    statement."""
    case = held.case
    changes.setdefault("beside", case.beside)
    changes.setdefault("partners", case.partners)
    case.status, case.version, case.last_actor = status, case.version + 1, actor.name
    for name, value in changes.items():
        setattr(case, name, value)
    if case.pk is None:  # taken in at the window in this very act
        insert([case])
    else:
        update(case, ["status", "version", "last_actor", *changes])
