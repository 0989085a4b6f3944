"""Acts of the office: 容缺, 告知承诺, 转送, 断网补录. 预审 has a page of its own (`pre_review`)."""

from collections.abc import Iterator

from cityhall.cases import actions, queries
from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Beside, Can, Move, Proceeding, Status
from cityhall.kernel.actor import Actor

from . import forms_intake as f
from .act import Act, Offer


def keep_promise(actor: Actor, number: str, key: str, keys: list[str]) -> None:
    """The promise is the case's only open one: its key says where the button stood."""
    actions.keep_promise(actor, number, keys)


TABLE: tuple[Act, ...] = (
    Act(
        "accept-gaps", "容缺受理", actions.accept_with_gaps, "已容缺受理，承诺书和通知书已出具",
        lambda a: f.GapsForm(a.data, a.page), stays=True,
        hint="主要材料齐全且符合要求，次要材料由申请人书面承诺按期补交；办结时限从受理起算。",
    ),
    Act(
        "accept-pledge", "告知承诺受理", actions.accept_on_pledge, "已按告知承诺受理",
        lambda a: f.PledgeForm(a.data, a.page), stays=True,
        hint="请先把条件、标准和不实承诺的后果告知申请人，由其签署承诺书。",
    ),
    Act(
        "transfer", "转送", actions.transfer, "已转送", lambda a: f.TransferForm(a.data),
        hint="须经申请人同意；首次收件记录保留备查（首问负责）。",
    ),
    Act(
        "keep-promise", "登记补交", keep_promise, "已登记补交的材料", lambda a: f.KeptForm(a.data, a.page),
        stays=True, keyed=True, beside=True,
    ),
    Act(
        "extend-promise", "延长补交期限", actions.extend_promise, "已延长补交期限",
        lambda a: f.ExtendPromiseForm(a.data), stays=True, keyed=True, beside=True, hint="仅限不可抗力，期限届满前办理。",
    ),
    Act(
        "after-check", "登记事后核查", actions.finish_after_check, "已登记核查结果", lambda a: f.AfterCheckForm(a.data),
        stays=True, keyed=True, beside=True,
    ),
    Act(
        "confirm-back-entry", "核查补录", actions.confirm_back_entry, "已核查补录", lambda a: f.ConfirmForm(a.data),
        stays=True, keyed=True, beside=True, hint="对照纸质登记簿核查；不能由补录人本人核查。",
    ),
)  # fmt: skip
ACTS = {act.name: act for act in TABLE}
MOVES = {
    Move.ACCEPT_WITH_GAPS: "accept-gaps",
    Move.ACCEPT_ON_PLEDGE: "accept-pledge",
    Move.TRANSFER: "transfer",
}


def offers(page: CasePage, actor: Actor) -> Iterator[Offer]:
    """What this reader may do now, each with its obstacle."""
    for button in page.buttons:
        if button.move in MOVES:
            yield Offer(ACTS[MOVES[button.move]], why=button.why)
    for one in page.beside:
        if one.open:
            yield from _beside(page, actor, one)


def _beside(page: CasePage, actor: Actor, one: Beside) -> Iterator[Offer]:
    organ = page.terms.organ_id
    if one.kind is Proceeding.PROMISE and actor.may(Can.INTAKE, organ, page.terms.item_id):
        yield Offer(ACTS["keep-promise"], one.key)
        yield Offer(ACTS["extend-promise"], one.key)
    if one.kind is Proceeding.PLEDGE and actor.may(Can.REVIEW, organ, page.terms.item_id):
        why = "" if page.decided_at else "作出决定以后才进行事后核查"
        yield Offer(ACTS["after-check"], one.key, why)
    if (
        one.kind is Proceeding.BACK_ENTRY
        and actor.may(Can.SUPERVISE, organ, page.terms.item_id)
        and page.status is not Status.VOIDED
    ):
        why = (
            "须由补录人以外的监督人员核查"
            if queries.own_proposal(actor, one, Can.SUPERVISE, organ, page.terms.item_id)
            else ""
        )
        yield Offer(ACTS["confirm-back-entry"], one.key, why)
