"""Who hears of an order, an appeal, a finding: the organ's own officers, the person named, the supervisors."""

from cityhall.kernel.action import step
from cityhall.kernel.actor import Actor
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs
from cityhall.supervision import rules
from cityhall.supervision.models import Appeal, SupervisionOrder
from cityhall.supervision.terms import AppealState, Can, Level, Move

WORDS = {
    Move.ANSWER: "已回复，请审核",
    Move.SEND_BACK: "回复被退回，请重新核查并回复",
    Move.CLOSE: "已审核通过并办结",
    Move.WITHDRAW: "已撤销",
}


def ref_of(number: str) -> str:
    return f"supervision:{number}"


@step
def of_order(actor: Actor, row: SupervisionOrder, move: Move | None = None) -> None:
    """Issued: the organ's officers and the person named. Answered: who issued it, or whoever reviews. Else: the organ."""
    label = Level(row.level).label
    if move is Move.ANSWER:
        accounts = [row.issued_account] if row.issued_account else organs.entitled(row.organ_id, Can.REVIEW)
    else:
        accounts = organs.entitled(row.organ_id, Can.ANSWER) + ([row.person_id] if row.person_id else [])
    subject = f"{label} {row.number}：" + (WORDS[move] if move else f"请在 {row.days} 个工作日内回复")
    body = (
        f"{rules.about(row.ref)}：{row.content}"
        if move is None
        else f"{rules.about(row.ref)}的{label} {row.number} {WORDS[move]}。"
    )
    messages.tell_staff(
        actor, ref=ref_of(row.number), kind="supervision.order", subject=subject, body=body[:1000],
        accounts=sorted(set(accounts)),
    )  # fmt: skip


@step
def of_appeal(actor: Actor, row: Appeal) -> None:
    """Asked: whoever decides. Decided: who asked."""
    if row.state == AppealState.ASKED:
        accounts = organs.entitled(row.organ_id, Can.DECIDE_APPEAL)
        subject, body = "红灯复核待决定", f"{rules.about(row.ref)}的红灯申请复核：{row.grounds}"
    else:
        accounts = [row.asked_account] if row.asked_account else []
        told = "已撤销，不再计入通报和排名" if row.state == AppealState.STRUCK else "维持"
        subject, body = (
            f"红灯复核结果：{AppealState(row.state).label}",
            f"{rules.about(row.ref)}的红灯{told}。理由：{row.reason}",
        )
    messages.tell_staff(
        actor, ref=f"appeal:{row.pk}", kind="supervision.appeal", subject=subject, body=body[:1000],
        accounts=sorted(set(accounts)),
    )  # fmt: skip
