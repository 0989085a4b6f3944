"""Who hears of a 授权委托: the agent when it is given or revoked, the principal of everything else; of one a 代办员 asked for,
the other way round."""

from collections.abc import Sequence

from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.messages import actions as messages
from cityhall.people import queries as people

TO_AGENT = {
    "agency.given": ("有人授权您代办", "{principal}授权您代为办理政务服务事项，请到“我的资料—授权委托”中接受或谢绝。"),
    "agency.confirmed": ("委托人已确认授权", "{principal}已确认授权，可以代为办理了。"),
    "agency.turned_down": ("委托人没有确认授权", "{principal}没有确认授权，请联系后改为帮办，或由本人办理。"),
    "agency.revoked": ("授权已撤销", "{principal}已撤销对您的授权，您不能再代为办理；已提交的申请由委托人继续。"),
}
TO_PRINCIPAL = {
    "agency.accepted": ("代办人已接受授权", "{agent}已接受授权，可以代您申请；您能随时查看，也能随时撤销。"),
    "agency.declined": ("代办人没有接受授权", "{agent}没有接受您的授权。"),
    "agency.proposed": (
        "请您确认授权",
        "{agent}请您授权代为办理政务服务事项，请到“我的资料—授权委托”看清内容后确认或谢绝。",
    ),
    "agency.signed": (
        "已登记您签字的授权书",
        "已登记您签字的授权书，{agent}可以代您申请。您能随时查看，也能随时撤销；不是您签的，请马上撤销并告诉我们。",
    ),
    "agency.resigned": ("代办人已辞去委托", "{agent}已辞去委托，没有提交的申请请您本人继续或另行授权。"),
}
TO_BOTH = {
    "agency.expired": (
        "授权已到期",
        "{agent}为{principal}代办的授权已经到期。已经开始的申请由委托人本人继续，或重新授权。",
    ),
}
AGENCY_EVENTS = (*TO_AGENT, *TO_PRINCIPAL, *TO_BOTH)


def tell_of_agency(line: Line) -> None:
    """Reaction to the life of a 授权委托."""
    told = people.sides_of(int(line.ref.removeprefix("agency:")))
    subject, body = {**TO_AGENT, **TO_PRINCIPAL, **TO_BOTH}[line.event]
    accounts = [told.agent_account] if line.event not in TO_PRINCIPAL else []
    accounts += [told.principal_account] if line.event not in TO_AGENT else []
    known = [one for one in accounts if one is not None]
    unreached = told.ref if line.event not in TO_AGENT and told.principal_account is None else ""
    if known or unreached:
        _tell(HOUSE, line.ref, known, unreached, subject, body.format(principal=told.principal, agent=told.agent))


@action
def _tell(actor: Actor, ref: str, accounts: Sequence[int], by_phone: str, subject: str, body: str) -> None:
    """In the application; a principal without an account (`by_phone`), by the phone she left, if she left one."""
    for account_id in accounts:
        messages.send(actor, ref=ref, kind="agency", subject=subject, body=body, account_id=account_id)
    if by_phone and (phone := people.contact_of(by_phone)):
        messages.send(actor, ref=ref, kind="agency", subject=subject, body=body, phone=phone)
    record(actor, "agency.told", ref)
