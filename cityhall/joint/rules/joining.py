"""并联: which parts may open, which are stopped, which stages have joined. Level-triggered: it looks at how things stand, not at
what has just happened, so that running it twice, late, or after a lost message comes to the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from cityhall.cases.terms import Outcome, Status
from cityhall.joint.terms import (
    FAILED,
    FINAL,
    WITHOUT_CASE,
    After,
    Join,
    JointOutcome,
    Need,
    OnRefusal,
    PackageTerms,
    PartSpec,
    PartState,
    StageSpec,
    StageState,
)

States = Mapping[str, PartState]


@dataclass(frozen=True)
class Standing:
    """How an application stands. `halted` names the part whose refusal stopped everything; `outcome` is there when all of
    it is over."""

    parts: dict[str, PartState]
    stages: dict[str, StageState]
    halted: str = ""
    outcome: JointOutcome | None = None


def standing(package: PackageTerms, parts: States) -> Standing:
    """From how the cases are now to what follows: only parts without a case are moved here, the others by their cases."""
    now = dict(parts)
    halted = _halted(package, now)
    while True:
        stages = {s.key: stage_state(package, s, now) for s in package.stages}
        moved = {key: _next(package, key, now, stages, halted) for key in now}
        if moved == now:
            break
        now = moved
    return Standing(now, stages, halted, outcome(now))


def outcome(parts: States) -> JointOutcome | None:
    """Only when nothing is left to be done; what was never part of it does not count."""
    if any(state not in FINAL for state in parts.values()):
        return None
    granted = sum(state is PartState.GRANTED for state in parts.values())
    return JointOutcome.WHOLE if granted == len(parts) else JointOutcome.PART if granted else JointOutcome.NONE


def _halted(package: PackageTerms, parts: States) -> str:
    broken = (PartState.REFUSED, PartState.ENDED)
    rules = {p.key: p.on_refusal for p in package.parts}
    return next((k for k, s in parts.items() if s in broken and rules[k] is OnRefusal.STOP_ALL), "")


def stage_state(package: PackageTerms, stage: StageSpec, parts: States) -> StageState:
    """One without a part for her is passed by itself."""
    mine = {p.key: p for p in package.parts_of(stage.key) if p.key in parts}
    states = {key: parts[key] for key in mine}
    if stage.join is Join.ANY and PartState.GRANTED in states.values():
        return StageState.PASSED
    if stage.join is Join.LEAD:
        led = {key: states[key] for key, p in mine.items() if p.key in _led(package, stage)}
        states = led or states
    if all(_passed(mine[key], state) for key, state in states.items()) and stage.join is not Join.ANY:
        return StageState.PASSED
    if stage.join is Join.ANY and not states:
        return StageState.PASSED
    over = all(s in FAILED for s in states.values()) if stage.join is Join.ANY else _lost(mine, states)
    if over:
        return StageState.FAILED
    return StageState.WAITING if all(s is PartState.WAITING for s in states.values()) else StageState.OPEN


def _led(package: PackageTerms, stage: StageSpec) -> frozenset[str]:
    return frozenset(p.key for p in package.parts_of(stage.key) if p.organ_id == stage.lead_organ_id)


def _passed(part: PartSpec, state: PartState) -> bool:
    return state is PartState.GRANTED or (state in FAILED and part.on_refusal is OnRefusal.CONTINUE)


def _lost(mine: Mapping[str, PartSpec], states: States) -> bool:
    return any(s in FAILED and mine[k].on_refusal is not OnRefusal.CONTINUE for k, s in states.items())


def _next(
    package: PackageTerms, key: str, parts: States, stages: Mapping[str, StageState], halted: str
) -> PartState:  # fmt: skip
    state, part = parts[key], package.part(key)
    if part is None or state not in WITHOUT_CASE or state is PartState.STOPPED:
        return state
    if halted:
        return PartState.STOPPED
    if state is PartState.READY:
        return state
    before = _stages_before(package, part.stage)
    if any(stages[s] is StageState.FAILED for s in before) or any(_dead(package, a, parts) for a in part.after):
        return PartState.STOPPED
    ready = all(stages[s] is StageState.PASSED for s in before) and all(_met(package, a, parts) for a in part.after)
    return PartState.READY if ready else state


def _stages_before(package: PackageTerms, key: str) -> list[str]:
    """Those a stage waits for: all before it, but for those that run beside."""
    keys = [s.key for s in package.stages]
    at = keys.index(key)
    return [s.key for s in package.stages[:at] if s.waits] if package.stages[at].waits else []


def _released(package: PackageTerms, after: After, state: PartState) -> bool:
    """It came to nothing, and the package says the rest goes on."""
    before = package.part(after.part)
    return state in FAILED and before is not None and before.on_refusal is OnRefusal.CONTINUE


def _dead(package: PackageTerms, after: After, parts: States) -> bool:
    state = parts.get(after.part)
    return state is not None and state in FAILED and not _released(package, after, state)


def _met(package: PackageTerms, after: After, parts: States) -> bool:
    """What was never part of it for her holds nobody up."""
    state = parts.get(after.part)
    if state is None or state is PartState.GRANTED or _released(package, after, state):
        return True
    return after.need is Need.ACCEPTANCE and state is PartState.ACCEPTED


def of_case(status: Status, result: str) -> PartState:
    """What the state of a case means for its part. `result` is the case's outcome, if it was decided."""
    if status in (Status.RECEIVED, Status.SUPPLEMENTING):
        return PartState.RECEIVED
    if status is Status.ACCEPTED:
        return PartState.ACCEPTED
    if result == Outcome.GRANTED:
        return PartState.GRANTED
    refused = bool(result) or status is Status.NOT_ACCEPTED
    return PartState.REFUSED if refused else PartState.ENDED
