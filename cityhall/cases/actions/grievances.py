"""办不成事反映: who could not get a thing done says so, somebody answers for it within a limit, and it is closed only when
it is solved."""

import hmac
import secrets
from datetime import timedelta

from django.db.models import QuerySet

from cityhall.cases.models import Case, Grievance
from cityhall.cases.queries.visible import visible
from cityhall.cases.rules.counter import check_call_back
from cityhall.cases.terms import Can, Channel, GrievanceCause, GrievanceState
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Clock, Kind, Limit, Unit
from cityhall.kernel import call, clock
from cityhall.kernel.accounts import tally
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotFoundError, TooManyError, WrongStateError
from cityhall.kernel.identifiers import check_phone
from cityhall.kernel.journal.record import record
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs

from .counter import numbered
from .deputy import lenders

ANSWER = Limit(5, Unit.WORKDAYS, "“办不成事”反映答复（服务承诺，本地默认值）")
BY_ADDRESS = tally.Limit("grievances_from", 10, timedelta(days=1))
OPENED = "您反映的事已登记，编号 {number}，查询码 {code}。我们会在 {limit} 内答复。"
ANSWERED = "您反映的事（{number}）已有答复，请查看。没有解决的，可以告诉我们继续处理。"


@action
def open_grievance(
    actor: Actor, name: str, phone: str, what: str, *, wanted: str = "", case_number: str = "", item_name: str = "",
    organ_id: int | None = None,
) -> str:  # fmt: skip
    """登记“办不成事”: by the person herself or a clerk for her; the organ of the case answers, else the one named, else
    whoever runs the hall. Answers its number; the code to look it up goes to her."""
    require_signed_in(actor)
    case = _case(actor, case_number)
    row = brought_up(actor, name, phone, what, wanted, case, item_name or (case.item_name if case else ""), organ_id)
    return row.number


@action
def tell_grievance(
    actor: Actor, name: str, phone: str, what: str, *, wanted: str = "", case_number: str = "",
    organ_id: int | None = None, address: str = "",
) -> list[str]:  # fmt: skip
    """The same at the portal, signed in or not: answers number and code, for the page that shows them. Who is not
    signed in is counted by the address she comes from, and is told nothing of a case she names."""
    if actor.account_id is None:
        if tally.count(BY_ADDRESS, address) > BY_ADDRESS.most:
            raise TooManyError(
                "grievance.too_many", "这个网络地址今天登记的反映太多，请登录后再登记，或拨打 12345、到大厅窗口反映"
            )
        case = _any_case(case_number)
    else:
        case = _case(actor, case_number)
    item = case.item_name if case and actor.account_id is not None else ""
    row = brought_up(actor, name, phone, what, wanted, case, item, organ_id)
    return [row.number, row.access_code]


@step
def brought_up(
    actor: Actor, name: str, phone: str, what: str, wanted: str, case: Case | None, item_name: str, organ_id: int | None
) -> Grievance:  # fmt: skip
    """Whoever's affair it is answers for it; its clock runs, and she is told its number."""
    if not name.strip() or not what.strip():
        field, sentence = ("name", "请填写姓名") if not name.strip() else ("what", "请写明什么事没有办成")
        raise InvalidInputError(f"grievance.no_{field}", sentence, field=field)
    organ = organs.organ(organ_id or (case.organ_id if case else 0) or _hall_of(actor))
    row = Grievance.objects.create(
        number=numbered("B", organ), access_code=f"{secrets.randbelow(10**6):06d}",
        channel=Channel.WINDOW if actor.is_staff else Channel.ONLINE,
        account_id=None if actor.is_staff else actor.account_id, name=name.strip()[:60], phone=check_phone(phone),
        case_number=case.number or "" if case else "", item_name=item_name.strip()[:200],
        organ_id=organ.id, what=what.strip()[:4000], wanted=wanted.strip()[:2000], opened_by=actor.name,
        opened_at=clock.now(),
    )  # fmt: skip
    _start(actor, row)
    _tell(actor, row, "已登记", OPENED.format(number=row.number, code=row.access_code, limit=ANSWER))
    record(actor, "grievance.opened", row.ref, organ_id=organ.id, channel=row.channel, case=row.case_number)
    return row


def _case(actor: Actor, number: str) -> Case | None:
    """The case it is about, if she says one that is hers (or, at a window, within reach)."""
    return _known(visible(actor), number) if number.strip() else None


def _any_case(number: str) -> Case | None:
    """The case somebody unknown names: only so that the right organ answers."""
    return _known(Case.objects.filter(received_at__isnull=False), number) if number.strip() else None


def _known(rows: QuerySet[Case], number: str) -> Case:
    case = rows.filter(number=number.strip()).first()
    if case is None:
        raise InvalidInputError(
            "grievance.unknown_case", "没有找到这个办件编号，请核对；记不清的可以不填", field="case_number"
        )
    return case


def _hall_of(actor: Actor) -> int:
    """Who answers where nobody is named: the centre of this window, else the first of the city."""
    if actor.window_id is not None:
        return organs.centre(organs.window(actor.window_id).centre_id).organ_id
    centres = organs.centres(limit=1).rows
    if actor.organ_id or not centres:
        return actor.organ_id or _nobody()
    return centres[0].organ_id


def _nobody() -> int:
    raise InvalidInputError("grievance.no_organ", "请选择反映的事由哪个单位办理", field="organ_id")


@action
def answer_grievance(actor: Actor, number: str, answer: str, cause: str = "") -> None:
    """答复: what was done about it, and why it could not be done before."""
    row = _locked(number)
    require(actor, Can.GRIEVANCES, row.organ_id)
    call.check_seen(row.version)
    if row.state != GrievanceState.OPEN:
        raise WrongStateError(
            "grievance.not_open", f"这件反映{GrievanceState(row.state).label}，不用再答复；请刷新页面"
        )
    if not answer.strip():
        raise InvalidInputError("grievance.no_answer", "请写明办理情况和结果", field="answer")
    if cause and cause not in set(GrievanceCause):
        raise InvalidInputError("grievance.unknown_cause", "请从列出的原因分类中选择", field="cause")
    _save(
        row, state=GrievanceState.ANSWERED, answer=answer.strip()[:4000], cause=cause, answered_by=actor.name,
        answered_account=actor.account_id, answered_at=clock.now(),
    )  # fmt: skip
    deadlines.stop(actor, row.ref, [Kind.GRIEVANCE])
    _tell(actor, row, "已答复", ANSWERED.format(number=row.number))
    record(actor, "grievance.answered", row.ref, organ_id=row.organ_id, cause=cause)


@action
def close_grievance(actor: Actor, number: str, solved: bool, code: str = "") -> None:
    """办结 or 重新办理: by the person (or whoever holds her code), or by a clerk who called her back and is not the one
    who answered. What is not solved is open again, with a new limit; the answer before stays readable until the next."""
    row = _locked(number)
    hers = row.account_id is not None and row.account_id == actor.account_id
    if not hers and not (code and hmac.compare_digest(row.access_code.encode(), code.strip().encode())):
        require(actor, Can.GRIEVANCES, row.organ_id)
    call.check_seen(row.version)
    if row.state != GrievanceState.ANSWERED:
        raise WrongStateError(
            "grievance.not_answered", f"这件反映{GrievanceState(row.state).label}，答复以后才能评定是否解决"
        )
    if not hers:
        behind = lenders(actor, Can.GRIEVANCES, int(row.organ_id or 0))
        check_call_back(row.answered_account, actor.account_id, behind)
    if solved:
        _save(row, state=GrievanceState.CLOSED, solved=True, closed_at=clock.now())
        record(actor, "grievance.closed", row.ref, organ_id=row.organ_id)
        return
    _save(row, state=GrievanceState.OPEN, solved=False)
    _start(actor, row)
    record(actor, "grievance.reopened", row.ref, organ_id=row.organ_id)


def _locked(number: str) -> Grievance:
    row = Grievance.objects.select_for_update().filter(number=number.strip()).first()
    if row is None:
        raise NotFoundError("grievance.unknown", f"没有编号为 {number} 的反映，请核对")
    return row


@step
def _start(actor: Actor, row: Grievance) -> None:
    title = row.item_name or "办不成事反映"
    deadlines.start(
        actor, [Clock(row.ref, Kind.GRIEVANCE, int(row.organ_id or 0), clock.now(), ANSWER, title, row.name)]
    )  # fmt: skip


@step
def _tell(actor: Actor, row: Grievance, how: str, body: str) -> None:
    messages.send(
        actor, ref=row.ref, kind="grievance", subject=f"“办不成事”反映{how}", body=body, account_id=row.account_id,
        phone=row.phone,
    )  # fmt: skip


@step
def _save(row: Grievance, **changes: object) -> None:
    changes["version"] = row.version + 1
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=[*changes])
