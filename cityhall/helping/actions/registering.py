"""帮办员登记: the rules, who helps where and with what, from when to when."""

from collections.abc import Sequence
from datetime import date

from cityhall.helping import rules
from cityhall.helping.models import Helper, HelpRequest, HelpRules
from cityhall.helping.terms import OPEN, Can
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.identifiers import check_phone
from cityhall.kernel.journal.record import record
from cityhall.organs import queries as organs
from cityhall.people.terms import Can as People


@action
def set_help_rules(
    actor: Actor, slots: int, answer_days: int, days_ahead: int, mandate_days: int, home_for_all: bool, source: str
) -> int:  # fmt: skip
    """设置帮办代办规则: of the whole city, with the source they come from. Answers the version."""
    require(actor, Can.SET)
    if actor.reach(Can.SET) is not None:
        raise NotAllowedError(
            "helping.rules_of_all", "帮办代办规则为全市共用，只有市级管理员可以修改；请联系市级管理员"
        )
    rules.check_settings(slots, answer_days, days_ahead, mandate_days, source)
    row = HelpRules.objects.select_for_update().filter(pk=1).first()
    told = {
        "slots": slots, "answer_days": answer_days, "days_ahead": days_ahead, "mandate_days": mandate_days,
        "home_for_all": home_for_all, "source": source.strip()[:300],
    }  # fmt: skip
    stamped = {**told, "saved_at": clock.now(), "saved_by": actor.name}
    if row is None:
        row = HelpRules(pk=1, **stamped)
        row.save(force_insert=True)
    else:
        call.check_seen(row.version)
        row.version += 1
        HelpRules.objects.filter(pk=1).update(**stamped, version=row.version)
    record(actor, "helping.rules_saved", "helping:rules", rules=told)
    return row.version


@action
def register_helper(
    actor: Actor, organ_id: int, account_id: int, phone: str, areas: Sequence[str], items: Sequence[int] = (),
    from_on: date | None = None, slots: int | None = None,
) -> int:  # fmt: skip
    """登记帮办员: a member of staff of this organ who may help. Answers the id."""
    require(actor, Can.MANAGE, organ_id)
    able = {pk: name for _, pk, name, _ in organs.staff_with(People.HELP, [organ_id])}
    if account_id not in able:
        raise InvalidInputError(
            "helping.no_role",
            "请从本单位有帮办代办员角色的在岗人员中选择；没有角色的，先由管理员在“人员”中授予",
            field="account_id",
        )
    if Helper.objects.filter(account_id=account_id, until_on=None).exists():
        raise WrongStateError("helping.registered", "这位工作人员已在册；要改片区或事项，请打开她的登记修改")
    row = Helper(
        account_id=account_id, name=able[account_id], organ_id=organ_id, phone=check_phone(phone), areas=rules.check_areas(areas),
        items=list(dict.fromkeys(items)), from_on=from_on or clock.today(), slots=_slots(slots),
    )  # fmt: skip
    row.save(force_insert=True)
    record(actor, "helper.registered", row.ref, organ_id=organ_id, areas=row.areas, items=row.items)
    return int(row.pk)


@action
def change_helper(
    actor: Actor, helper_id: int, phone: str, areas: Sequence[str], items: Sequence[int] = (), slots: int | None = None
) -> None:  # fmt: skip
    """改片区、事项、电话或件数."""
    row = _locked(actor, helper_id)
    row.phone, row.areas, row.items = check_phone(phone), rules.check_areas(areas), list(dict.fromkeys(items))
    row.slots, row.version = _slots(slots), row.version + 1
    row.save(update_fields=["phone", "areas", "items", "slots", "version"])
    record(actor, "helper.changed", row.ref, organ_id=row.organ_id, areas=row.areas, items=row.items)


@action
def end_helper(actor: Actor, helper_id: int, until_on: date) -> None:
    """停止帮办: from that day on nothing comes to her; what she has in hand is assigned anew first."""
    row = _locked(actor, helper_id)
    if row.until_on is not None:
        raise WrongStateError("helping.ended", "这位帮办员的登记已经停止，请刷新页面")
    rules.check_span(row.from_on, until_on)
    left = HelpRequest.objects.filter(helper=row, state__in=OPEN).count()
    if left:
        raise WrongStateError("helping.has_work", f"她手上还有 {left} 件没有办结，请先改派给其他帮办员")
    row.until_on, row.version = until_on, row.version + 1
    row.save(update_fields=["until_on", "version"])
    record(actor, "helper.ended", row.ref, organ_id=row.organ_id, until=until_on.isoformat())


def _slots(slots: int | None) -> int | None:
    if slots is not None and not 1 <= slots <= rules.MOST_SLOTS:
        raise InvalidInputError(
            "helping.slots", f"半天最多件数请填 1 至 {rules.MOST_SLOTS}，或留空按全市规则", field="slots"
        )
    return slots


def _locked(actor: Actor, helper_id: int) -> Helper:
    row = Helper.objects.select_for_update().filter(pk=helper_id).first()
    if row is None or not actor.may(Can.MANAGE, row.organ_id):
        require(actor, Can.MANAGE)
        raise NotFoundError("helping.no_helper", "没有找到这位帮办员，或不归您管理；请刷新名册")
    call.check_seen(row.version)
    return row
