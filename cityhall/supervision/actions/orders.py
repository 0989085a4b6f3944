"""督办: issued, answered, reviewed, closed; each rung refers to the one below it."""

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as clocks
from cityhall.deadlines.terms import Clock, Kind, Limit, Unit
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.files.store import Stored
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.organs import queries as organs
from cityhall.supervision import rules
from cityhall.supervision.models import Finding, OrderFile, Reply, SupervisionOrder
from cityhall.supervision.terms import Can, Level, Move, State

from . import tell

MOST_FILES = 20
BASIS = "督办回复时限（本地默认值）"


@action
def issue(
    actor: Actor, organ_id: int, ref: str, level: Level, content: str, reasons: str, *, days: int | None = None,
    deadline_id: int | None = None, person_id: int | None = None, rule: str = "", finding_id: int | None = None,
) -> str:  # fmt: skip
    """Issue an order to an organ (and a person in it) about something; answers its number. A clock named must be of that
    thing and of that organ: its light is kept as the kind of warning. A person must work in that organ. A finding it
    follows from remembers the order."""
    require(actor, Can.ISSUE, organ_id)
    _check_person(organ_id, person_id)
    row = SupervisionOrder(
        organ_id=organ_id, ref=rules.check_text(ref, "ref", "督办针对的办件"), level=level, deadline_id=deadline_id,
        content=rules.check_text(content, "content", "督办内容"), person_id=person_id, rule=rule[:60],
        reasons=rules.check_text(reasons, "reasons", "督办理由"), days=rules.reply_days(level, days),
        warning=_warning(ref.strip(), organ_id, deadline_id),
    )  # fmt: skip
    number = _send(actor, row)
    if finding_id is not None:
        Finding.objects.filter(pk=finding_id, organ_id=organ_id, order_number="").update(order_number=number)
    return number


@action
def raise_level(
    actor: Actor, number: str, content: str, reasons: str, *, days: int | None = None, rule: str = ""
) -> str:  # fmt: skip
    """升级: the next rung, about the same thing, referring to this order; answers the new number. Once for each order."""
    before = _locked(number)
    require(actor, Can.ISSUE, before.organ_id)
    call.check_seen(before.version)
    rules.check_move(State(before.state), Move.RAISE)
    level = rules.next_level(Level(before.level))
    if SupervisionOrder.objects.filter(before=before).exists():
        raise WrongStateError("supervision.raised", "这张督办已经升级，请在上一级督办里继续办理")
    row = SupervisionOrder(
        organ_id=before.organ_id, ref=before.ref, level=level, deadline_id=before.deadline_id, before=before,
        person_id=before.person_id, warning=before.warning, rule=rule[:60], content=rules.check_text(content, "content", "督办内容"),
        reasons=rules.check_text(reasons, "reasons", "督办理由"), days=rules.reply_days(level, days),
    )  # fmt: skip
    return _send(actor, row)


@action
def answer(actor: Actor, number: str, text: str) -> None:
    """回复: what the organ found and did. The reply clock stops."""
    row = _moved(actor, number, Move.ANSWER)
    told = rules.check_text(text, "text", "核查情况和整改结果")
    Reply.objects.create(order=row, text=told, at=clock.now(), by=actor.name, account_id=actor.account_id)
    _settle(actor, row, Move.ANSWER)


@action
def send_back(actor: Actor, number: str, reasons: str) -> None:
    """退回重办: the reply does not do, and why; the clock starts anew."""
    row = _moved(actor, number, Move.SEND_BACK)
    _check_other(actor, row)
    last = row.replies.order_by("-id")[0]
    last.sent_back = rules.check_text(reasons, "reasons", "退回理由")
    last.save(update_fields=["sent_back"])
    _settle(actor, row, Move.SEND_BACK)


@action
def close(actor: Actor, number: str, outcome: str) -> None:
    """办结: the reply is accepted; the outcome is written down."""
    row = _moved(actor, number, Move.CLOSE)
    _check_other(actor, row)
    row.outcome = rules.check_text(outcome, "outcome", "办理结果")
    _settle(actor, row, Move.CLOSE)


@action
def withdraw(actor: Actor, number: str, reasons: str) -> None:
    """撤销: the order should not have been issued; why stays on it."""
    row = _moved(actor, number, Move.WITHDRAW)
    row.outcome = rules.check_text(reasons, "reasons", "撤销理由")
    _settle(actor, row, Move.WITHDRAW)


@action
def attach(actor: Actor, number: str, stored: Stored, name: str) -> int:
    """附件: of whoever issues or reviews it, or of the organ that answers, while it is not ended; answers the file's id. The
    same content twice is one file."""
    row = _locked(number)
    if not any(actor.may(can, row.organ_id) for can in (Can.ISSUE, Can.REVIEW)):
        require(actor, Can.ANSWER, row.organ_id)
    if State(row.state) in (State.CLOSED, State.WITHDRAWN):
        raise WrongStateError("supervision.ended", "这张督办已经结束，不能再加附件")
    if OrderFile.objects.filter(order=row).count() >= MOST_FILES:
        raise WrongStateError("supervision.many_files", f"一张督办最多 {MOST_FILES} 个附件，请合并后再上传")
    made, new = OrderFile.objects.get_or_create(
        order=row, sha256=stored.sha256,
        defaults={"name": name[:200], "size": stored.size, "media_type": stored.media_type, "at": clock.now(),
                  "by": actor.name},
    )  # fmt: skip
    if new:
        store.note(stored)
    record(actor, "supervision.attached", ref_of(row), organ_id=row.organ_id, file=made.pk, sha256=stored.sha256)
    return int(made.pk)


def _check_other(actor: Actor, row: SupervisionOrder) -> None:
    """Nobody reviews her own reply."""
    last = row.replies.order_by("-id").values_list("account_id", flat=True).first()
    if actor.account_id is not None and actor.account_id == last:
        raise NotAllowedError("supervision.own_reply", "不能审核本人提交的回复，请由其他监察人员审核")


def _check_person(organ_id: int, person_id: int | None) -> None:
    if person_id is not None and person_id not in {account for account, _ in organs.colleagues(organ_id)}:
        raise InvalidInputError("supervision.stranger", "被督办人不在该单位工作，请重新选择", field="person_id")


def _locked(number: str) -> SupervisionOrder:
    row = SupervisionOrder.objects.select_for_update().filter(number=number.strip()).first()
    if row is None:
        raise not_found(number)
    return row


def not_found(number: str) -> NotFoundError:
    return NotFoundError("supervision.unknown", f"没有编号为 {number} 的督办或异常，请核对")


def _moved(actor: Actor, number: str, move: Move) -> SupervisionOrder:
    """The order, locked, where this actor may make this move now."""
    row = _locked(number)
    require(actor, rules.MOVES[move].who, row.organ_id)
    call.check_seen(row.version)
    rules.check_move(State(row.state), move)
    return row


@step
def _settle(actor: Actor, row: SupervisionOrder, move: Move) -> None:
    rule = rules.MOVES[move]
    row.state, row.state_at, row.version = rule.to or row.state, clock.now(), row.version + 1
    row.save(update_fields=["state", "state_at", "version", "outcome"])
    ref = ref_of(row)
    if rule.stops:
        deadlines.stop(actor, ref, [Kind.SUPERVISION], met=move is not Move.WITHDRAW)
    if rule.starts:
        _start(actor, row)
    tell.of_order(actor, row, move)
    record(actor, f"supervision.{move.value}", ref, organ_id=row.organ_id, about=row.ref, state=str(row.state))


@step
def _send(actor: Actor, row: SupervisionOrder) -> str:
    organ = organs.organ(row.organ_id)
    series = f"supervision:{organ.division_code[:6]}-{clock.today().year}"
    row.issued_at = row.state_at = clock.now()
    row.issued_by, row.issued_account = actor.name, actor.account_id
    row.number = f"JC{series.removeprefix('supervision:')}-{next_in(series):08d}"
    row.save(force_insert=True)
    _start(actor, row)
    tell.of_order(actor, row)
    record(
        actor, "supervision.issued", ref_of(row), organ_id=row.organ_id, about=row.ref, level=str(row.level),
        rule=row.rule, before=row.before.number if row.before else "",
    )  # fmt: skip
    return row.number


@step
def _start(actor: Actor, row: SupervisionOrder) -> None:
    limit = Limit(row.days, Unit.WORKDAYS, BASIS)
    title = f"{Level(row.level).label} {row.number}"
    deadlines.start(actor, [Clock(ref_of(row), Kind.SUPERVISION, row.organ_id, clock.now(), limit, title)])


def ref_of(row: SupervisionOrder) -> str:
    return tell.ref_of(row.number)


def _warning(ref: str, organ_id: int, deadline_id: int | None) -> str:
    if deadline_id is None:
        return ""
    found = [one for one in clocks.clocks_of([ref]) if one.id == deadline_id and one.organ_id == organ_id]
    if not found:
        raise InvalidInputError(
            "supervision.other_clock", "这项时限不属于该单位的这个办件，请重新选择", field="deadline_id"
        )
    return str(found[0].light)
