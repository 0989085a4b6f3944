"""Review steps: ordered, some side by side; the last decides."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cityhall.cases.terms import Advice, Outcome, StepState
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, WrongStateError

MOST_PHRASES, LONGEST_PHRASE = 30, 200


@dataclass(frozen=True)
class StepFacts:
    """A step as the rules see it."""

    key: str
    name: str
    order: int
    state: StepState
    decides: bool
    done_by: int | None = None


def advance(steps: Sequence[StepFacts]) -> list[str]:
    """The keys of the steps that may open now: the lowest order still waiting, once all lower ones are done."""
    unfinished = [s for s in steps if s.state not in (StepState.DONE, StepState.CANCELLED)]
    if not unfinished:
        return []
    lowest = min(s.order for s in unfinished)
    return [s.key for s in unfinished if s.order == lowest and s.state is StepState.WAITING]


def steps_after_return(steps: Sequence[StepFacts], back_to: str, from_key: str) -> tuple[str, list[str]]:
    """Returning to an earlier step: (the step that opens again, those that wait again)."""
    by_key = {s.key: s for s in steps}
    if back_to not in by_key or by_key[back_to].order >= by_key[from_key].order:
        raise InvalidInputError("case.return_where", "只能退回到前面的审查环节，请重新选择", field="back_to")
    target = by_key[back_to]
    waiting = [s.key for s in steps if s.order > target.order]
    return back_to, waiting


def check_may_work(step: StepFacts, holder: int | None, account_id: int | None, holder_name: str = "") -> None:
    """A step is worked by whoever took it; an open one by whoever comes first."""
    if step.state in (StepState.DONE, StepState.CANCELLED, StepState.WAITING):
        raise WrongStateError(
            "case.step_not_open", f"“{step.name}”环节{step.state.label}，不能办理；请刷新查看最新进度"
        )
    if step.state is StepState.CLAIMED and holder != account_id:
        who = holder_name or "其他同事"
        raise WrongStateError("case.step_taken", f"“{step.name}”已由{who}办理；可请其转交给您，或刷新查看结果")


def check_advice(advice: Advice, opinion: str) -> str:
    """An opinion is written whenever it is against; for agreement a sentence is enough."""
    text = opinion.strip()
    if advice is Advice.DISAGREE and not text:
        raise InvalidInputError("case.no_opinion", "建议不予的，请写明具体理由", field="opinion")
    return text or "经审查，符合规定条件。"


def check_reasons(reasons: str) -> str:
    """A refusal states its reasons (行政许可法 第三十八条第二款)."""
    if not reasons.strip():
        raise InvalidInputError(
            "case.no_reasons", "不予许可应当说明理由（行政许可法第三十八条），请填写", field="reasons"
        )
    return reasons.strip()


def check_not_own_proposal(
    steps: Iterable[StepFacts], account_id: int | None, lenders: Collection[int] = ()
) -> None:  # fmt: skip
    """Nobody approves her own proposal, directly or through a deputy: whoever reviewed the case does not decide it.
    `lenders`: those in whose place she decides, where it is not her own to do."""
    reviewers = {s.done_by for s in steps if not s.decides}
    if account_id is not None and account_id in reviewers:
        raise NotAllowedError("case.own_proposal", "您办理过本件的审查环节，不能再由您作出决定；请转由其他有权人员决定")
    if lenders and set(lenders) <= reviewers:
        raise NotAllowedError(
            "case.principal_s_proposal", "您所代理的人办理过本件的审查环节，您不能代其作出决定；请转由其他有权人员决定"
        )


def outcome_words(outcome: Outcome, granted: str, refused: str) -> str:
    """The words of the regime: 准予许可, 不予登记, 办结 …"""
    return granted if outcome is Outcome.GRANTED else refused


def check_phrase(text: str, kept: Collection[str]) -> str:
    """常用语: short, not kept already, and few enough to be found again. Answers it as it is kept."""
    phrase = text.strip()
    if not phrase:
        raise InvalidInputError("case.phrase_empty", "请先写好要存的话，再存为常用语", field="text")
    if len(phrase) > LONGEST_PHRASE:
        raise InvalidInputError(
            "case.phrase_too_long",
            f"常用语最长 {LONGEST_PHRASE} 字，现在有 {len(phrase)} 字，请缩短后再存",
            field="text",
        )
    if phrase in kept:
        raise InvalidInputError("case.phrase_kept", "这句话已经在您的常用语里了，可以直接选用", field="text")
    if len(kept) >= MOST_PHRASES:
        raise InvalidInputError("case.phrase_too_many", f"最多存 {MOST_PHRASES} 条常用语，请先删除不用的", field="text")
    return phrase
