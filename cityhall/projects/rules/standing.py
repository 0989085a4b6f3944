"""阶段: which may begin, which are done. Level-triggered, as in 一件事: it looks at how everything stands, so that running it twice,
late, or after a lost message comes to the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cityhall.cases.terms import Outcome, Status
from cityhall.joint.terms import JointOutcome, JointState
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.projects.terms import IN_HAND, ProjectState, StageState, WorkState


@dataclass(frozen=True)
class StageNow:
    """A stage with what hangs on it: states of its applications, how many planned approvals are missing still, whether it was
    closed by hand."""

    key: str
    name: str
    waits: bool
    work: tuple[WorkState, ...] = ()
    missing: int = 0
    closed: bool = False


def stage_state(stage: StageNow) -> StageState:
    """Done when something was granted, nothing is in hand, and every approval that was planned is there."""
    if stage.closed:
        return StageState.DONE
    if not stage.work:
        return StageState.WAITING
    waiting = any(one in (*IN_HAND, WorkState.DRAFT) for one in stage.work)
    granted = WorkState.GRANTED in stage.work
    return StageState.DONE if granted and not waiting and not stage.missing else StageState.OPEN


def standing(stages: Sequence[StageNow]) -> dict[str, StageState]:
    return {one.key: stage_state(one) for one in stages}


@dataclass(frozen=True)
class Place:
    """A stage as it was written down, in the order of the project."""

    key: str
    name: str
    waits: bool
    done: bool


def before(stages: Sequence[Place], key: str) -> list[str]:
    """The names of the stages that must be done before this one may begin, and are not."""
    found: list[str] = []
    for one in stages:
        if one.key == key:
            return found if one.waits else []
        if not one.done:
            found.append(one.name)
    raise InvalidInputError("projects.unknown_stage", "这个项目没有这个阶段，请刷新页面重新选择", field="stage")


def check_may_begin(stages: Sequence[Place], key: str) -> None:
    missing = before(stages, key)
    if missing:
        name = next(one.name for one in stages if one.key == key)
        raise WrongStateError(
            "projects.stage_not_open", f"“{name}”要等前面的阶段完成，还差：{'、'.join(missing)}；请先办前面的阶段"
        )


def open_stage(stages: Sequence[Place]) -> str:
    """Where a new application goes when nobody says: the first stage that is not done and may begin; when all are done, the
    last, which opens again."""
    free = (one.key for one in stages if not one.done and not before(stages, one.key))
    return next(free, stages[-1].key if stages else "")


def may_begin(stages: Sequence[Place]) -> list[str]:
    """The stages an application may be linked to now; one that is done may open again for a further approval."""
    return [one.key for one in stages if not before(stages, one.key)]


def of_case(status: Status, outcome: str) -> WorkState:
    """A decision that was revoked is no result any more."""
    if status in (Status.DECIDED, Status.DELIVERED, Status.ARCHIVED):
        return WorkState.GRANTED if outcome == Outcome.GRANTED else WorkState.FAILED
    if status is Status.DRAFT:
        return WorkState.DRAFT
    if status is Status.ACCEPTED:
        return WorkState.ACCEPTED
    if status in (Status.RECEIVED, Status.SUPPLEMENTING):
        return WorkState.RECEIVED
    return WorkState.FAILED


def of_joint(state: JointState, outcome: str, cases: Sequence[WorkState]) -> WorkState:
    """A joint application is granted when it is over and something came of it."""
    if state is JointState.DRAFT:
        return WorkState.DRAFT
    if state is JointState.OPEN:
        return WorkState.ACCEPTED if any(one is not WorkState.RECEIVED for one in cases) else WorkState.RECEIVED
    if state is JointState.DONE and outcome != JointOutcome.NONE:
        return WorkState.GRANTED
    return WorkState.GRANTED if WorkState.GRANTED in cases else WorkState.FAILED


MOVES: Mapping[str, tuple[tuple[ProjectState, ...], ProjectState]] = {
    "complete": ((ProjectState.RUNNING,), ProjectState.DONE),
    "stop": ((ProjectState.RUNNING,), ProjectState.STOPPED),
    "resume": ((ProjectState.STOPPED,), ProjectState.RUNNING),
}


def next_state(state: ProjectState, move: str) -> ProjectState:
    allowed, target = MOVES[move]
    if state not in allowed:
        words = {"complete": "办结", "stop": "停止", "resume": "恢复推进"}
        raise WrongStateError("projects.wrong_state", f"项目{state.label}，不能{words[move]}；请刷新页面核对项目状态")
    return target
