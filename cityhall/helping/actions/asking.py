"""帮办申请: asked for by a citizen or by a clerk for her, given to a helper by rule or by the manager, called off."""

from datetime import date

from cityhall.deadlines import actions as deadlines
from cityhall.deadlines import queries as calendars
from cityhall.deadlines.terms import Clock, Kind, Limit, Unit
from cityhall.helping import queries, rules
from cityhall.helping.models import Helper, HelpRequest
from cityhall.helping.queries import RulesView
from cityhall.helping.rules import Asking, Candidate
from cityhall.helping.terms import Assigned, Can, Channel, Half, Move, Score, State
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.identifiers import check_phone
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs

from .lock import check_managed, free_slot, locked, managed, move, own, save, take_slot

MORE = 3
"""How many helpers are tried for a place before the half-day is called full: each may have lost her last one this moment."""


@action
def ask_help(actor: Actor, told: Asking, channel: Channel = Channel.PORTAL, person_id: int | None = None) -> str:
    """申请帮办: goes to a helper at once where the rule finds one; where nobody is registered for the place, the manager finds
    one. Answers the number."""
    ours = _who_asks(actor, channel)
    held = queries.rules_now()
    rules.check_asking(told, home_for_all=held.home_for_all)
    check_half(told.day, told.half, held)
    able = queries.candidates(told.division_code, told.item_id, told.day, told.half, held)
    organ = able[0].organ_id if able else _responsible(actor, told.division_code)
    row = HelpRequest(
        channel=channel, account_id=None if ours else actor.account_id, person_ref=_person(actor, person_id, ours=ours),
        name=told.name.strip()[:60], phone=check_phone(told.phone), division_code=told.division_code,
        address=told.address.strip(), groups={"said": [one.value for one in told.groups]} if told.groups else {},
        item_id=told.item_id, item_name=told.item_name[:200], what=told.what.strip(), mode=told.mode, place=told.place,
        wished_on=told.day, wished_half=told.half or "", organ_id=organ, asked_by=actor.name, asked_at=clock.now(),
    )  # fmt: skip
    if able:
        _give_by_rule(row, able, told.division_code, held, told.day, told.half)
        organ = row.organ_id  # whoever it went to, her centre answers for it
    place = organs.organ(organ).division_code[:6]
    row.number = f"H{place}-{clock.today().year}-{next_in(f'H:{place}:{clock.today().year}'):06d}"
    row.save(force_insert=True)
    limit = Limit(held.answer_days, Unit.WORKDAYS, held.source)
    title = row.item_name or row.get_mode_display()
    deadlines.start(
        actor, [Clock(row.ref, Kind.HELP, organ, clock.now(), limit, title, row.name, item_id=told.item_id)]
    )
    record(
        actor, "help.asked", row.ref, organ_id=organ, mode=row.mode, place=row.place, channel=row.channel,
        helper=row.helper.ref if row.helper else "",
    )  # fmt: skip
    return row.number


def _who_asks(actor: Actor, channel: Channel) -> bool:
    """Is it a clerk who writes it down for somebody?"""
    require_signed_in(actor)
    if channel is Channel.PORTAL:
        if actor.person_id is None:
            raise NotAllowedError("helping.not_a_citizen", "请以申请人身份登录后再申请帮办；工作人员请用窗口或电话登记")
        return False
    require(actor, Can.REGISTER)
    return True


def _person(actor: Actor, person_id: int | None, *, ours: bool) -> str:
    if ours:
        return f"person:{person_id}" if person_id is not None else ""
    return f"person:{actor.person_id}"


def check_half(day: date | None, half: Half | None, held: RulesView) -> None:
    if day is not None and half is not None:
        works = calendars.calendar().is_workday(day)
        rules.check_half_day(day, half, clock.now().astimezone(clock.ZONE), held.days_ahead, works=works)


def _responsible(actor: Actor, division: str) -> int:
    """Who answers where no helper is registered: the centre of the place, else the first of the city, else the clerk's organ."""
    centres = organs.centres(limit=200).rows
    near = next((one for one in centres if one.division_code[:6] == division[:6]), None)
    if near is not None or centres:
        return (near or centres[0]).organ_id
    if actor.organ_id is None:
        raise NotFoundError("helping.nobody", "这里还没有开展帮办代办，请到就近的政务服务中心或拨打 12345")
    return actor.organ_id


@step
def _give_by_rule(
    row: HelpRequest, able: list[Candidate], division: str, held: RulesView, day: date | None, half: Half | None
) -> None:  # fmt: skip
    """The first of the ranked who has a place; refused where all of them are full."""
    for one in rules.ranked(able, division, row.declined)[:MORE]:
        if day is None or half is None or take_slot(one.id, day, half, one.most or held.slots):
            row.helper_id, row.organ_id, row.state, row.assigned_by = (
                one.id,
                one.organ_id,
                State.ASSIGNED,
                Assigned.RULE,
            )
            row.assigned_at = clock.now()
            if half is not None:
                row.visit_on, row.visit_half = day, half
            return
    raise full()


def full() -> WrongStateError:
    return WrongStateError("helping.full", "这个半天已经约满，请另选一天或另一个半天", field="day")


@action
def assign_help(actor: Actor, number: str, helper_id: int) -> None:
    """派单或改派, by the manager of the organ that answers for it, to one of its helpers."""
    row = managed(actor, number)
    today = clock.today()
    helper = Helper.objects.filter(pk=helper_id, organ_id=row.organ_id).first()
    if helper is None or helper.from_on > today or (helper.until_on is not None and helper.until_on <= today):
        raise InvalidInputError("helping.no_helper", "请从本单位在册的帮办员中选择", field="helper_id")
    if helper.pk == row.helper_id:
        raise InvalidInputError("helping.same_helper", "这件已经在这位帮办员手上，请选另一位", field="helper_id")
    rules.next_state(State(row.state), Move.ASSIGN)
    if row.agency_id is not None:
        raise WrongStateError(
            "helping.has_mandate", "申请人已授权现在的帮办员代办；改派前请先由申请人撤销或帮办员辞去授权"
        )
    free_slot(row)
    changes: dict[str, object] = {}
    if row.wished_on is not None and row.wished_on >= today:
        half = Half(row.wished_half)
        if not take_slot(helper.pk, row.wished_on, half, helper.slots or queries.rules_now().slots):
            raise full()
        changes = {"visit_on": row.wished_on, "visit_half": half}
    move(
        row,
        Move.ASSIGN,
        helper=helper,
        assigned_by=Assigned.MANAGER,
        assigned_at=clock.now(),
        answered_at=None,
        **changes,
    )
    record(actor, "help.assigned", row.ref, organ_id=row.organ_id, helper=helper.ref)


@action
def cancel_help(actor: Actor, number: str, reason: str = "") -> None:
    """取消: by who asked for it, or by the manager with a reason. Her mandate, if she gave one, is hers to revoke."""
    require_signed_in(actor)
    row = locked(number)
    if row.account_id is not None and row.account_id == actor.account_id:
        call.check_seen(row.version)
    else:
        check_managed(actor, row)
        reason = rules.check_words(reason, "reason", "请写明取消的原因，申请人会看到")
    rules.check_no_number(reason, "reason")
    rules.next_state(State(row.state), Move.CANCEL)
    free_slot(row)
    move(row, Move.CANCEL, reason=reason.strip()[:1000])
    deadlines.stop(actor, row.ref, [Kind.HELP], met=row.answered_at is not None)
    record(actor, "help.cancelled", row.ref, organ_id=row.organ_id)


@action
def rate_help(actor: Actor, number: str, score: str) -> None:
    """评价, once, by who asked for it, after the end."""
    row = own(actor, number)
    if row.state != State.DONE or row.score:
        raise WrongStateError("helping.not_to_rate", "办结以后可以评价一次；这件还没有办结，或已经评价过")
    if score not in set(Score):
        raise InvalidInputError("helping.score", "请从五个等级里选一个", field="score")
    save(row, score=score)
    record(actor, "help.rated", row.ref, organ_id=row.organ_id, score=score)


@step
def tell(actor: Actor, row: HelpRequest, subject: str, body: str) -> None:
    """The person who asked: in the application, or by the phone she left."""
    phone = "" if row.account_id is not None else row.phone
    if row.account_id is not None or phone:
        messages.send(
            actor, ref=row.ref, kind="help", subject=subject, body=body, account_id=row.account_id, phone=phone
        )  # fmt: skip
