"""重点项目、绿色通道、全程代办、专项行动: what distinguishes one project from another, each with who decided it and why."""

from datetime import date

from django.db import IntegrityError, transaction

from cityhall.deadlines import queries as calendars
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs
from cityhall.projects.models import Distinction, Project
from cityhall.projects.rules.plan import check_lane
from cityhall.projects.terms import Can, Favour

from .lock import for_staff, touch

DOCUMENT, REASON = 200, 300


@action
def list_key(actor: Actor, number: str, level: str, document: str, reason: str) -> None:
    """列入重点项目清单: consulted about every week from now on."""
    row = for_staff(actor, number, Can.LIST_KEY)
    if not level.strip():
        raise InvalidInputError("projects.no_level", "请写明是哪一级的重点项目，例如省重点、市重点", field="level")
    _give(actor, row, Distinction(kind=Favour.KEY, level=level.strip()[:40], first_on=clock.today()), document, reason)
    touch(actor, row)
    record(
        actor, "project.key_listed", row.ref, organ_id=row.organ_id, level=level.strip()[:40], document=document.strip()
    )


@action
def unlist_key(actor: Actor, number: str, reason: str) -> None:
    """调出重点项目清单."""
    row = for_staff(actor, number, Can.LIST_KEY, running=False)
    _end(actor, row, Favour.KEY, reason)
    touch(actor, row)
    record(actor, "project.key_unlisted", row.ref, organ_id=row.organ_id, reason=reason.strip()[:REASON])


@action
def grant_lane(
    actor: Actor,
    number: str,
    document: str,
    reason: str,
    first_on: date,
    last_on: date | None,
    campaign: int | None = None,
) -> None:
    """授予绿色通道: shown to everybody who has a case of the project in hand, its cases first on their list; with a campaign the
    promises of its cases go by that from now on."""
    row = for_staff(actor, number, Can.GRANT_LANE)
    check_lane(first_on, last_on, clock.today())
    over = Distinction.objects.filter(project=row, kind=Favour.LANE, ended_at=None, last_on__lt=clock.today())
    over.update(ended_at=clock.now(), ended_by=actor.name, ended_why="期限届满")
    _give(actor, row, Distinction(kind=Favour.LANE, first_on=first_on, last_on=last_on), document, reason)
    fields = _put_under(row, campaign) if campaign is not None else ()
    touch(actor, row, *fields)
    record(
        actor, "project.lane_granted", row.ref, organ_id=row.organ_id, document=document.strip()[:DOCUMENT],
        first_on=first_on.isoformat(), last_on=last_on.isoformat() if last_on else "", campaign=campaign,
    )  # fmt: skip


@action
def end_lane(actor: Actor, number: str, reason: str) -> None:
    """结束绿色通道: promises that were made under it stay."""
    row = for_staff(actor, number, Can.GRANT_LANE, running=False)
    _end(actor, row, Favour.LANE, reason)
    touch(actor, row)
    record(actor, "project.lane_ended", row.ref, organ_id=row.organ_id, reason=reason.strip()[:REASON])


@step
def _give(actor: Actor, row: Project, one: Distinction, document: str, reason: str) -> None:
    label = Favour(one.kind).label
    if not document.strip():
        raise InvalidInputError("projects.no_document_named", "请写明依据的文件名称或文号", field="document")
    if not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    one.project, one.document, one.reason = row, document.strip()[:DOCUMENT], reason.strip()[:REASON]
    one.given_at, one.given_by = clock.now(), actor.name
    try:
        with transaction.atomic():
            insert([one])
    except IntegrityError as twice:
        raise WrongStateError("projects.favoured_already", f"项目已经是{label}，不用重复登记；请刷新页面") from twice


@step
def _end(actor: Actor, row: Project, kind: Favour, reason: str) -> None:
    if not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    ended = Distinction.objects.filter(project=row, kind=kind, ended_at=None).update(
        ended_at=clock.now(), ended_by=actor.name, ended_why=reason.strip()[:REASON]
    )
    if not ended:
        raise WrongStateError("projects.not_favoured", f"项目现在不是{kind.label}，请刷新页面")


@action
def name_agent(actor: Actor, number: str, account_id: int) -> None:
    """指定全程代办责任人: somebody who works in an organ that takes part; the person named before is relieved, and both are told."""
    row = for_staff(actor, number, Can.NAME_AGENT)
    colleagues = {
        a: n for organ in sorted({row.organ_id, actor.organ_id or row.organ_id}) for a, n in organs.colleagues(organ)
    }
    if account_id not in colleagues:
        raise InvalidInputError(
            "projects.not_staff", "代办责任人要从牵头单位或本单位的工作人员中选", field="account_id"
        )
    if account_id == row.agent_id:
        raise WrongStateError("projects.agent_already", f"{row.agent_name}已经是这个项目的代办责任人")
    before = row.agent_id
    row.agent_id, row.agent_name, row.agent_since = account_id, colleagues[account_id], clock.today()
    touch(actor, row, "agent_id", "agent_name", "agent_since")
    messages.tell_staff(
        actor, ref=row.ref, kind="project.agent", subject=f"全程代办：{row.name}",
        body=f"项目“{row.name}”（{row.number}）的全程代办责任人自 {row.agent_since} 起为{row.agent_name}。",
        accounts=sorted({account_id, *([before] if before else [])}),
    )  # fmt: skip
    record(actor, "project.agent_named", row.ref, organ_id=row.organ_id, agent=account_id, before=before)


@action
def put_under_campaign(actor: Actor, number: str, campaign: int) -> None:
    """纳入专项行动: the promises of its cases accepted from now on count by the campaign's unit (百日攻坚：以日历日计算)."""
    row = for_staff(actor, number, Can.SPEED_UP)
    if row.campaign_id == campaign:
        raise WrongStateError("projects.campaign_already", "项目已经纳入这项专项行动，请刷新页面")
    touch(actor, row, *_put_under(row, campaign))
    record(actor, "project.campaign_joined", row.ref, organ_id=row.organ_id, campaign=campaign)


@action
def leave_campaign(actor: Actor, number: str, reason: str) -> None:
    """退出专项行动: cases accepted from now on count as everybody's; those already switched stay switched."""
    row = for_staff(actor, number, Can.SPEED_UP, running=False)
    if row.campaign_id is None:
        raise WrongStateError("projects.no_campaign", "项目没有纳入专项行动，请刷新页面")
    if not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    was, row.campaign_id, row.campaign_from = row.campaign_id, None, None
    touch(actor, row, "campaign", "campaign_from")
    record(actor, "project.campaign_left", row.ref, organ_id=row.organ_id, campaign=was, reason=reason.strip()[:REASON])


def _put_under(row: Project, campaign: int) -> tuple[str, ...]:
    if campaign not in {one.id for one in calendars.campaigns()}:
        raise InvalidInputError("projects.unknown_campaign", "这项专项行动今天没有在进行，请重新选择", field="campaign")
    row.campaign_id, row.campaign_from = campaign, clock.now()
    return ("campaign", "campaign_from")
