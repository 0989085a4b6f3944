"""Who hears of a 授权委托: the agent when it is given or revoked, the principal of everything else."""

from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.messages import actions as messages
from cityhall.people import queries as people

TO_AGENT = {
    "agency.given": ("有人授权您代办", "{principal}授权您代为办理政务服务事项，请到“我的资料—授权委托”中接受或谢绝。"),
    "agency.revoked": ("授权已撤销", "{principal}已撤销对您的授权，您不能再代为办理；已提交的申请由委托人继续。"),
}
TO_PRINCIPAL = {
    "agency.accepted": ("代办人已接受授权", "{agent}已接受授权，可以代您申请；您能随时查看，也能随时撤销。"),
    "agency.declined": ("代办人没有接受授权", "{agent}没有接受您的授权。"),
    "agency.resigned": ("代办人已辞去委托", "{agent}已辞去委托，没有提交的申请请您本人继续或另行授权。"),
}
AGENCY_EVENTS = (*TO_AGENT, *TO_PRINCIPAL)


def tell_of_agency(line: Line) -> None:
    """Reaction to the life of a 授权委托."""
    told = people.sides_of(int(line.ref.removeprefix("agency:")))
    account = told.agent_account if line.event in TO_AGENT else told.principal_account
    subject, body = {**TO_AGENT, **TO_PRINCIPAL}[line.event]
    if account is not None:
        _tell(HOUSE, line.ref, account, subject, body.format(principal=told.principal, agent=told.agent))


@action
def _tell(actor: Actor, ref: str, account_id: int, subject: str, body: str) -> None:
    messages.send(actor, ref=ref, kind="agency", subject=subject, body=body, account_id=account_id)
    record(actor, "agency.told", ref)
