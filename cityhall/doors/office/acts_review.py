"""Acts of the office: 特别程序, 听证, 延长, 补充说明, 征求意见, 现场核查, 转报, 中止, 终止."""

from collections.abc import Iterator

from cityhall.cases import actions, queries
from cityhall.cases.queries import CasePage, StepView
from cityhall.cases.terms import Beside, Can, Move, Proceeding, Stage, Status
from cityhall.catalogue.terms import FieldKind
from cityhall.deadlines.terms import Kind, Light
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Desk

from . import forms_review as f
from .act import Act, Asked, Offer


def visit_form(asked: Asked) -> f.VisitForm:
    """The check sheet, its place filled in from the address the applicant gave."""
    given = [field.value for field in asked.page.fields if field.spec.kind is FieldKind.ADDRESS and not field.masked]
    return f.VisitForm(asked.data, asked.step, asked.actor.account_id, given[0] if given else "")


TABLE = (
    Act(
        "stop", "特别程序", actions.propose_stop, "已提出，待批准", lambda a: f.StopForm(a.data, a.page), stays=True,
        hint="经批准后停止计时；所需时间书面告知申请人（行政许可法第四十五条）。",
    ),
    Act(
        "extend", "延长期限", actions.propose_extension, "已提出，待批准", lambda a: f.ExtendForm(a.data, a.page), stays=True,
        hint="只能延长一次；承诺时限不变，超过的要公开说明原因。",
    ),
    Act("explain", "公开说明", actions.explain_overrun, "已公开说明", lambda a: f.OverrunForm(a.data), stays=True),
    Act(
        "tell-hearing", "告知听证", actions.tell_hearing, "已告知听证权利", lambda a: f.HearingForm(a.data, a.page), stays=True,
        hint="申请人可在五个工作日内要求听证；要求后二十个工作日内组织（行政许可法第四十七条）。",
    ),
    Act(
        "third-party", "告知利害关系人", actions.tell_third_party, "已告知利害关系人", lambda a: f.ThirdPartyForm(a.data),
        stays=True,
    ),
    Act("ask-more", "补充说明", actions.ask_more, "已请申请人说明", lambda a: f.AskMoreForm(a.data), stays=True),
    Act(
        "ask-opinion", "征求意见", actions.ask_opinion, "已发出", lambda a: f.OpinionForm(a.data, a.page, a.actor), stays=True
    ),
    Act(
        "visit", "现场核查", actions.record_visit, "已登记，待第二名核查人员确认", visit_form, stays=True, keyed=True,
        hint="由两名以上工作人员进行；第二名核查人员本人确认后才有效（行政许可法第三十四条第三款）。",
    ),
    Act("report-up", "转报上级", actions.report_up, "已转报", lambda a: f.ReportUpForm(a.data), stays=True),
    Act("suspend", "中止办理", actions.suspend, "已中止，全部时限暂停", lambda a: f.SuspendForm(a.data), stays=True),
    Act(
        "terminate", "终止办理", actions.terminate, "已终止", lambda a: f.TerminateForm(a.data), danger=True,
        hint="终止后不能恢复，须有法律依据并告知救济途径。",
    ),
    Act(
        "approve-stop", "审批特别程序", actions.approve_stop, "已审批", lambda a: f.ApproveForm(a.data), stays=True, keyed=True,
        beside=True,
    ),
    Act("resume", "恢复计时", actions.resume, "已恢复计时", lambda a: f.ResumeForm(a.data), stays=True, keyed=True, beside=True),
    Act(
        "approve-extension", "审批延期", actions.approve_extension, "已审批", lambda a: f.ApproveForm(a.data), stays=True,
        keyed=True, beside=True,
    ),
    Act("ask-hearing", "登记要求听证", actions.ask_hearing, "已登记", stays=True, keyed=True, beside=True, at_once=True,
        confirm="确认申请人（或利害关系人）要求举行听证吗？"),
    Act("waive-hearing", "登记放弃听证", actions.waive_hearing, "已登记", stays=True, keyed=True, beside=True, at_once=True,
        confirm="确认申请人放弃听证吗？放弃后不能再提出。"),
    Act(
        "set-hearing", "安排听证", actions.set_hearing, "已通知时间地点", lambda a: f.SetHearingForm(a.data, a.page), stays=True,
        keyed=True, beside=True, hint="举行的七个工作日前通知；再次安排即为改期。",
    ),
    Act(
        "hold-hearing", "登记听证笔录", actions.hold_hearing, "已登记，恢复计时", lambda a: f.HoldHearingForm(a.data),
        stays=True, keyed=True, beside=True, upload=True,
    ),
    Act(
        "statement", "登记陈述申辩", actions.note_statement, "已登记", lambda a: f.StatementForm(a.data), stays=True, keyed=True,
        beside=True,
    ),
    Act(
        "answer-more", "代录说明", actions.answer_more, "已登记", lambda a: f.AnswerMoreForm(a.data), stays=True, keyed=True,
        beside=True,
    ),
    Act(
        "answer-opinion", "答复", actions.answer_opinion, "已答复", lambda a: f.AnswerOpinionForm(a.data), stays=True,
        keyed=True, beside=True,
    ),
    Act(
        "confirm-visit", "确认核查记录", actions.confirm_visit, "已记录您的意见", lambda a: f.ConfirmVisitForm(a.data),
        stays=True, keyed=True, beside=True,
    ),
    Act(
        "note-report", "登记上级意见", actions.note_report, "已登记", lambda a: f.ReportAnswerForm(a.data), stays=True,
        keyed=True, beside=True,
    ),
    Act(
        "join-campaign", "纳入专项行动", actions.join_campaign, "已纳入专项行动，承诺时限已重新计算",
        lambda a: f.CampaignForm(a.data), stays=True, hint="从明天起按行动的规则计算承诺时限；法定时限不变，已经用掉的时间照算。",
    ),
    Act("lift-suspension", "恢复办理", actions.lift_suspension, "已恢复办理", lambda a: f.LiftForm(a.data), stays=True,
        keyed=True, beside=True),
)  # fmt: skip
ACTS = {act.name: act for act in TABLE}
MOVES = {
    Move.STOP: ("stop",),
    Move.EXTEND: ("extend",),
    Move.HEARING: ("tell-hearing", "third-party"),
    Move.ASK_MORE: ("ask-more", "ask-opinion"),
    Move.REPORT_UP: ("report-up",),
    Move.SUSPEND_BY_LAW: ("suspend",),
    Move.TERMINATE: ("terminate",),
}


def offers(page: CasePage, actor: Actor) -> Iterator[Offer]:
    """What this reader may do now, each with its obstacle."""
    if page.status is Status.ACCEPTED:
        yield from _of_case(page, actor)
        for one in page.beside:
            if one.open:
                yield from _of_proceeding(page, one, actor)
    elif _overrun(page) and _reviews(page, actor):
        yield Offer(ACTS["explain"])


def _of_case(page: CasePage, actor: Actor) -> Iterator[Offer]:
    for step in page.steps:
        if step.mine and _looks(page, step):
            yield Offer(ACTS["visit"], step.key, _visit_waits(page, step))
    for button in page.buttons:
        for name in MOVES.get(button.move, ()):
            yield Offer(ACTS[name], why=_obstacle(name, page, actor))
    if _overrun(page) and _reviews(page, actor):
        yield Offer(ACTS["explain"])
    if actor.may(Can.APPROVE_TIME, page.terms.organ_id, page.terms.item_id) and f.running_campaigns():
        joined = any(c.switched for c in page.clocks if c.kind is Kind.PROMISED)
        yield Offer(ACTS["join-campaign"], why="本件已经纳入专项行动" if joined else "")


def _looks(page: CasePage, step: StepView) -> bool:
    spec = page.terms.step(step.key)
    return step.desk == Desk.SURVEY or (spec is not None and spec.visit)


def _visit_waits(page: CasePage, step: StepView) -> str:
    waiting = any(b.about == step.key and b.open for b in page.beside_of(Proceeding.VISIT))
    return "已有一份核查记录等待第二名核查人员确认" if waiting else ""


def _obstacle(name: str, page: CasePage, actor: Actor) -> str:
    """In the words of the refusal the action would give, shorter."""
    if name == "stop":
        desks = actor.desks_in(page.terms.item_id)
        at_desk = any((s.organ_id, s.desk) in desks and s.state in ("open", "claimed") for s in page.steps)
        listed = "" if page.terms.specials else "本事项没有列出特别程序及其依据"
        return listed or ("" if at_desk else "只有正在办理审查环节的岗位可以提出")
    if name == "extend":
        if any(b.stage is not Stage.REJECTED for b in page.beside_of(Proceeding.EXTENSION)):
            return "办理期限只能延长一次，本件已经延长或正在审批"
        return "法定办结期限已经届满，不能再延长" if _red(page, Kind.STATUTORY) else ""
    once = {
        "tell-hearing": Proceeding.HEARING, "report-up": Proceeding.REPORT, "suspend": Proceeding.SUSPENSION,
    }  # fmt: skip
    if name in once and any(b.open for b in page.beside_of(once[name])):
        return f"已有进行中的“{once[name].label}”"
    return ""


ON_OPEN: dict[Proceeding, tuple[str, ...]] = {
    Proceeding.SPECIAL: ("resume",),
    Proceeding.THIRD_PARTY: ("statement", "ask-hearing"),
    Proceeding.EXPLANATION: ("answer-more",),
    Proceeding.OPINION: ("answer-opinion",),
    Proceeding.COUNTERSIGN: ("answer-opinion",),
    Proceeding.VISIT: ("confirm-visit",),
    Proceeding.REPORT: ("note-report",),
    Proceeding.SUSPENSION: ("lift-suspension",),
}


def _of_proceeding(page: CasePage, one: Beside, actor: Actor) -> Iterator[Offer]:
    if one.stage is Stage.PROPOSED:
        yield from _to_approve(page, one, actor)
    elif one.kind is Proceeding.HEARING:
        takes_in = actor.may(Can.INTAKE, page.terms.organ_id, page.terms.item_id)
        yield from _of_hearing(one, takes_in=takes_in, reviews=_may_review(page, actor))
    elif _may_end(page, one, actor):
        yield from (Offer(ACTS[name], one.key) for name in ON_OPEN.get(one.kind, ()))


def _may_end(page: CasePage, one: Beside, actor: Actor) -> bool:
    """Whose it is to go on with: the second of a visit herself, the organ that was asked, the desk of the case."""
    if one.kind is Proceeding.VISIT:
        return one.turn_of is not None and one.turn_of == actor.account_id
    if one.kind in (Proceeding.OPINION, Proceeding.COUNTERSIGN):
        return actor.may(Can.REVIEW, one.organ_id)
    needed = {Proceeding.EXPLANATION: Can.INTAKE, Proceeding.SUSPENSION: Can.DECIDE}.get(one.kind, Can.REVIEW)
    return actor.may(needed, page.terms.organ_id, page.terms.item_id)


def _to_approve(page: CasePage, one: Beside, actor: Actor) -> Iterator[Offer]:
    joint = one.kind is Proceeding.EXTENSION and page.terms.joint
    name = {Proceeding.SPECIAL: "approve-stop", Proceeding.EXTENSION: "approve-extension"}.get(one.kind)
    needed = Can.EXTEND_JOINT if joint else Can.APPROVE_TIME
    if name and actor.may(needed, page.terms.organ_id, page.terms.item_id):
        yield Offer(
            ACTS[name], one.key, queries.own_proposal(actor, one, needed, page.terms.organ_id, page.terms.item_id)
        )


def _of_hearing(one: Beside, *, takes_in: bool, reviews: bool) -> Iterator[Offer]:
    if takes_in and not one.asked:
        yield Offer(ACTS["ask-hearing"], one.key)
        yield Offer(ACTS["waive-hearing"], one.key)
    if reviews:
        why = "" if one.asked else "还没有人要求听证"
        yield Offer(ACTS["set-hearing"], one.key, why)
        yield Offer(ACTS["hold-hearing"], one.key, why)


def _may_review(page: CasePage, actor: Actor) -> bool:
    return actor.may(Can.REVIEW, page.terms.organ_id, page.terms.item_id)


def _reviews(page: CasePage, actor: Actor) -> bool:
    return _may_review(page, actor) or actor.may(Can.DECIDE, page.terms.organ_id, page.terms.item_id)


def _red(page: CasePage, kind: Kind) -> bool:
    return any(c.kind is kind and c.light in (Light.RED, Light.DARK) for c in page.clocks)


def _overrun(page: CasePage) -> bool:
    return _red(page, Kind.PROMISED)
