"""Everything that is done at the office, in one table: what it is called, what is filled in, what it runs."""

from collections.abc import Iterator

from cityhall.cases import actions
from cityhall.cases.queries import CasePage, StepView
from cityhall.cases.terms import Beside, Can, Move, Outcome, Status, StepState
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError

from . import acts_ends, acts_intake, acts_review
from . import forms as f
from .act import Act, Offer


def decide(
    actor: Actor, number: str, key: str, outcome: str, reasons: str, conditions: str = "", partial: str = "",
    partial_reasons: str = "",
) -> None:  # fmt: skip
    """准予 (with conditions, or in part) or 不予, by the button that was pressed."""
    if outcome == Outcome.GRANTED:
        actions.grant(actor, number, key, reasons, conditions, partial, partial_reasons)
    else:
        actions.refuse(actor, number, key, reasons)


TABLE = (
    Act("finish", "完成审查", actions.finish_step, "已完成审查", lambda a: f.FinishForm(a.data, a.step, a.phrases), keyed=True),
    Act("decide", "作出决定", decide, "已作出决定", lambda a: f.DecideForm(a.data, f.decide_words(a.page), a.phrases), keyed=True),
    Act("claim", "领取", actions.claim_step, "已领取，由您办理", stays=True, keyed=True, at_once=True),
    Act("release", "放回", actions.release_step, "已放回，同事可以领取", keyed=True, at_once=True),
    Act(
        "hand-over", "转交", actions.hand_over, "已转交同事办理",
        lambda a: f.HandOverForm(a.data, a.step, a.actor.account_id, a.page.terms.item_id), keyed=True,
    ),
    Act(
        "return", "退回", actions.return_step, "已退回前面的环节", lambda a: f.ReturnForm(a.data, a.page, a.step),
        keyed=True, hint="前面的环节重新办理，办结时限照常计算。",
    ),
    Act("accept", "受理", actions.accept, "已受理，审查环节已开始", stays=True, at_once=True),
    Act(
        "supplement", "一次性告知", actions.request_supplement, "已一次性告知申请人", lambda a: f.SupplementForm(a.data, a.page),
        hint="全部需要补正的内容一次写明；不写的视为符合要求，以后不能再提（行政许可法第三十二条）。",
    ),
    Act(
        "not-accept", "不予受理", actions.not_accept, "已作出不予受理决定", lambda a: f.NotAcceptForm(a.data),
        hint="不符合许可条件不是不予受理的理由：应当受理，审查后作出不予决定。", danger=True,
    ),
    Act("answer", "答复窗口", actions.answer_referral, "已答复窗口", lambda a: f.AnswerForm(a.data)),
    Act(
        "check", "核对材料", actions.check_material, "已记录核对结果", lambda a: f.CheckForm(a.data), stays=True, keyed=True
    ),
    Act("hold", "限制办理", actions.hold, "已限制办理", lambda a: f.HoldForm(a.data), stays=True),
    Act("lift", "解除限制", actions.lift_hold, "已解除限制", stays=True, at_once=True),
    Act(
        "void", "作废", actions.void, "已作废", lambda a: f.VoidForm(a.data), danger=True,
        hint="作废后不能恢复，须由收件人以外的负责人核准。",
    ),
    Act("archive", "归档", actions.archive, "已归档", at_once=True, confirm="归档后案卷不再变动，确定归档吗？"),
    Act("reveal", "查看原文", actions.reveal, "", lambda a: f.RevealForm(a.data), stays=True, keyed=True),
)  # fmt: skip
PARTS = (acts_intake, acts_review, acts_ends)
ACTS: dict[str, Act] = {act.name: act for table in (TABLE, *(part.TABLE for part in PARTS)) for act in table}
MOVES = {
    Move.ACCEPT: "accept",
    Move.REQUEST_SUPPLEMENT: "supplement",
    Move.NOT_ACCEPT: "not-accept",
    Move.VOID: "void",
    Move.ARCHIVE: "archive",
}
UNDER_WAY = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED)
AT_INTAKE = (Status.RECEIVED, Status.SUPPLEMENTING)


def named(name: str, key: str) -> Act:
    """The act of an address; with a key or without, as it wants."""
    act = ACTS.get(name)
    if act is None or act.keyed is not bool(key):
        raise NotFoundError("office.no_act", "没有这个办理动作，请返回办件重新选择")
    return act


def my_step(page: CasePage) -> StepView | None:
    """The step that waits for this reader: the one already in her hands first."""
    mine = sorted((s for s in page.steps if s.mine), key=lambda s: s.state is not StepState.CLAIMED)
    return mine[0] if mine else None


def main_act(step: StepView | None) -> Act | None:
    """What the opinion box beside the materials is for."""
    return None if step is None else ACTS["decide" if step.decides else "finish"]


def offers(page: CasePage, actor: Actor) -> list[Offer]:
    """The buttons beside the opinion box, each with its obstacle."""
    more = (offer for part in PARTS for offer in part.offers(page, actor))
    return [*_of_step(page, my_step(page), actor), *_of_case(page, actor), *more]


def proceedings(page: CasePage, offered: list[Offer]) -> list[tuple[Beside, list[Offer]]]:
    """What stands beside the case, open first, each with what this reader may do to it."""
    ordered = sorted(page.beside, key=lambda b: (not b.open, -b.id))
    return [(one, [o for o in offered if o.act.beside and o.key == one.key]) for one in ordered]


def _of_step(page: CasePage, step: StepView | None, actor: Actor) -> Iterator[Offer]:
    if step is None:
        return
    yield Offer(ACTS["release" if step.state is StepState.CLAIMED else "claim"], step.key)
    yield Offer(ACTS["hand-over"], step.key)
    if any(s.order < step.order for s in page.steps):
        yield Offer(ACTS["return"], step.key, step.still)


def _of_case(page: CasePage, actor: Actor) -> Iterator[Offer]:
    organ = page.terms.organ_id
    if any(not r.answer for r in page.referrals) and actor.may(Can.REVIEW, organ, page.terms.item_id):
        yield Offer(ACTS["answer"])
    for button in page.buttons:
        if button.move in MOVES:
            yield Offer(ACTS[MOVES[button.move]], why=button.why)
    if actor.may(Can.HOLD, organ, page.terms.item_id) and page.status in UNDER_WAY:
        yield Offer(ACTS["lift" if page.own_hold else "hold"])


def allowed(act: Act, key: str, page: CasePage, actor: Actor) -> bool:
    """Is the act (still) open to this reader, so that its form is worth showing?"""
    organ = page.terms.organ_id
    if act.name in ("finish", "decide"):
        step = my_step(page)
        return step is not None and step.key == key and main_act(step) is act
    if act.name == "check":
        return may_check(page, actor)
    if act.name == "reveal":
        return actor.may(Can.REVEAL, organ, page.terms.item_id)
    return any(o.act is act and o.key == key and not o.why for o in offers(page, actor))


def may_check(page: CasePage, actor: Actor) -> bool:
    return page.status in AT_INTAKE and actor.may(Can.INTAKE, page.terms.organ_id, page.terms.item_id)
