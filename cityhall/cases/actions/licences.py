"""证照登记: what a grant gives is entered under its number; what it changes, renews or cancels gives way in the same
statement (行政许可法 第三十九、四十九、五十、七十条)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Case, DateTimeField, Q, Value, When

from cityhall.cases import rules
from cityhall.cases.models import Licence
from cityhall.cases.rules.ends import NUMBERED, licence_number, licence_series, renewed_from, valid_until
from cityhall.cases.terms import Can, LicenceStatus, Move, Status
from cityhall.catalogue.terms import LicenceAct
from cityhall.deadlines.terms import Clock, Kind, Limit, Unit
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import NEXT
from cityhall.kernel.prepared import planned_once
from cityhall.kernel.writing import update
from cityhall.organs import queries as organs

from . import clocks
from .drafts import check_own_draft, is_number
from .lock import Held, lock, lock_draft, owns

ENTER = f"""
WITH counted AS ({NEXT}),
numbered AS (SELECT replace(%(number)s, '#', last::text) AS number FROM counted),
old AS (
  UPDATE ch_cases_licence SET status = 'replaced', ended_at = %(at)s,
         ended_by = left(%(act)s || '：' || (SELECT number FROM numbered), 120)
  WHERE (number = %(old)s OR case_id = %(case)s) AND status = 'valid' RETURNING id
)
INSERT INTO ch_cases_licence (number, name, kind, case_id, item_id, organ_id, holder_ref, holder_name, valid_from,
                              valid_until, status, replaces_id, ended_at, ended_by)
VALUES ((SELECT number FROM numbered), %(name)s, %(kind)s, %(case)s, %(item)s, %(organ)s, %(holder_ref)s, %(holder)s,
        %(first)s, %(last)s, 'valid', (SELECT max(id) FROM old), NULL, '')
RETURNING number, (SELECT status FROM ch_cases_licence WHERE number = %(old)s)
"""  # noqa: S608 - made of constants
NAMED_UNTIL = (Status.DRAFT, Status.RECEIVED, Status.SUPPLEMENTING)


@action
def name_licence(actor: Actor, ref: str, number: str, expires_on: date | None = None) -> None:
    """指明证照: which licence the application wants changed, renewed or cancelled; on a draft, or at the window on a
    case just received. One the register has is checked against it; an older one is named with its expiry."""
    held = lock(ref) if is_number(ref) else lock_draft(ref)
    if not owns(actor, held.case):
        require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
        check_own_draft(actor, held)
    call.check_seen(held.case.version, held.case.last_actor)
    if held.case.status not in NAMED_UNTIL:
        raise WrongStateError("case.too_late_to_name", f"办件{Status(held.case.status).label}，不能再更改所涉证照")
    if held.terms.licence_act is LicenceAct.NONE:
        raise WrongStateError("case.no_licence_act", f"“{held.terms.name}”不是变更、延续或注销事项，无需指明证照")
    if not number.strip():
        raise InvalidInputError("case.no_licence_number", "请填写要办理的证照编号", field="number")
    until, known = _named(held, number.strip(), expires_on)
    application = held.case.application
    application.licence_number, application.licence_expires_on = number.strip()[:80], until
    update(application, ["licence_number", "licence_expires_on"])
    held.case.version += 1
    update(held.case, ["version"])
    record(
        actor, "case.licence_named", held.ref, organ_id=held.case.organ_id, act=held.terms.licence_act, registered=known
    )  # fmt: skip


def _named(held: Held, number: str, expires_on: date | None) -> tuple[date | None, bool]:
    """Until when the licence runs: what the register says, else what the applicant reads off it; is it in there?"""
    row = Licence.objects.filter(number=number).first()
    rules.check_standing(row.status if row else "", expires_on, number)
    if row is None:
        return expires_on, False
    own = {"organ": held.case.organ_id, "holder": held.case.application.applicant_ref}
    rules.check_same_holder(own, {"organ": row.organ_id, "holder": row.holder_ref})
    return row.valid_until, True


def check_named(held: Held) -> None:
    """A case about a licence is not taken in or on before it names which."""
    if held.terms.licence_act is not LicenceAct.NONE and not held.case.application.licence_number:
        raise WrongStateError(
            "case.licence_not_named",
            f"“{held.terms.name}”办理的是已有证照的{held.terms.licence_act.label}，请先填写证照编号",
        )


def expiry(held: Held, effective: datetime) -> list[Clock]:
    """延续 asked in time has the licence's own end as a clock: undecided by then, it counts as granted (第五十条第二款). A
    licence ends on the day written on it, be it a day of rest."""
    until = held.case.application.licence_expires_on
    if not _renewal(held) or until is None:
        return []
    days = max((until - clock.day_of(effective)).days, 0)
    limit = Limit(days, Unit.DAYS, "行政许可法第五十条第二款：有效期届满前未作决定的，视为准予延续")
    return [clocks.of(held, Kind.EXPIRY, limit, effective, rolls=False)]


def _renewal(held: Held) -> bool:
    if held.terms.licence_act is not LicenceAct.RENEW or Move.DEEM_RENEWED not in held.terms.regime.moves:
        return False
    return in_time(held)


def in_time(held: Held) -> bool:
    """Was the renewal asked thirty days before the expiry?"""
    case = held.case
    asked = clock.day_of(case.received_at or clock.now())
    return rules.renewal_in_time(asked, case.application.licence_expires_on)


@step
def give(actor: Actor, held: Held, *, again: bool = False) -> dict[str, Any]:
    """What the grant gives: the licence's number and its days, entered in the register; a cancellation ends the old
    one instead. `again`: this case gave one before, which gives way to this. Answers the decision's columns. Call it
    late: the counter stays locked until commit."""
    act, terms, today = held.terms.licence_act, held.terms, clock.today()
    old = held.case.application.licence_number if act is not LicenceAct.NONE else ""
    if act is LicenceAct.CANCEL:
        if not again:
            _cancel(held, old)
        return {}
    if terms.result.kind not in NUMBERED:
        return {}
    mark = terms.result.mark or held.mark or organs.organ(held.case.organ_id).mark or terms.organ_name
    expires = held.case.application.licence_expires_on
    first = renewed_from(expires, today) if act is LicenceAct.RENEW else today
    last = expires if act is LicenceAct.CHANGE and old else valid_until(first, terms.result.months)
    number = _enter(held, mark, "" if again else old, first, last)
    return {"result_number": number, "valid_from": first, "valid_until": last}


@step
def _enter(held: Held, mark: str, old: str, first: date, last: date | None) -> str:
    """Numbered, entered, and the old one ended, in one statement; answers the number."""
    case, year = held.case, clock.today().year
    given: dict[str, Any] = {
        "series": licence_series(mark, year), "number": licence_number(mark, year, "#"), "at": clock.now(),
        "act": held.terms.licence_act.label, "old": old,
        "name": held.terms.result.name, "kind": held.terms.result.kind, "case": case.pk, "item": case.item_id,
        "organ": case.organ_id, "holder_ref": case.application.applicant_ref, "holder": case.applicant_name,
        "first": first, "last": last,
    }  # fmt: skip
    with planned_once() as cursor:
        cursor.execute(ENTER, given)
        [(number, was)] = cursor.fetchall()
    _check_was_valid(was, old)
    return str(number)


@step
def _cancel(held: Held, number: str) -> None:
    """注销 (第七十条): the register's row ends; a licence the register never had has none."""
    mine = Licence.objects.filter(number=number)
    ended = {"ended_at": clock.now(), "ended_by": f"注销：{held.case.number}"}
    if not mine.filter(status=LicenceStatus.VALID).update(status=LicenceStatus.CANCELLED, **ended):
        _check_was_valid(mine.values_list("status", flat=True).first(), number)


def _check_was_valid(was: str | None, number: str) -> None:
    if was is not None and was != LicenceStatus.VALID:
        raise WrongStateError(
            "case.licence_not_valid",
            f"证照“{number}”{LicenceStatus(was).label}，不能再变更、延续或注销；请核对编号或重新申请",
        )


@step
def take_away(held: Held, why: str) -> None:
    """The licence of this case is revoked; what it had replaced or cancelled stands again while its own time lasts."""
    old = held.case.application.licence_number if held.terms.licence_act is not LicenceAct.NONE else ""
    mine = Q(case=held.case, status=LicenceStatus.VALID)
    by_this = Q(status=LicenceStatus.REPLACED, replaced_by__case=held.case) | Q(
        status=LicenceStatus.CANCELLED, ended_by=f"注销：{held.case.number}"
    )
    lasting = Q(valid_until=None) | Q(valid_until__gte=clock.today())
    ids = Licence.objects.filter(mine | (by_this & lasting & Q(number=old) & ~Q(number=""))).values("pk")
    own = When(case=held.case, then=Value(LicenceStatus.REVOKED.value))
    Licence.objects.filter(pk__in=ids).update(
        status=Case(own, default=Value(LicenceStatus.VALID.value)),
        ended_at=Case(
            When(case=held.case, then=Value(clock.now())), default=None, output_field=DateTimeField(null=True)
        ),
        ended_by=Case(When(case=held.case, then=Value(why[:120])), default=Value("")),
    )
