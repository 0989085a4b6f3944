"""并联的规则, as tables: who may open, what stops, what has joined."""

import pytest

from cityhall.cases.terms import Status
from cityhall.deadlines.terms import Limit, Unit
from cityhall.joint.rules.joining import of_case, outcome, standing
from cityhall.joint.terms import (
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

W, RE, R, A, G, X, E, S = (
    PartState.WAITING, PartState.READY, PartState.RECEIVED, PartState.ACCEPTED, PartState.GRANTED, PartState.REFUSED,
    PartState.ENDED, PartState.STOPPED,
)  # fmt: skip


def package(*parts: PartSpec, stages: tuple[StageSpec, ...] = (StageSpec("s", "阶段", 1),)) -> PackageTerms:
    return PackageTerms("v", 1, 1, "p", "一件事", 1, Limit(3, Unit.WORKDAYS), stages, parts)


def part(key: str, *after: str, stage: str = "s", need: Need = Need.RESULT,
         rule: OnRefusal = OnRefusal.STOP_DEPENDANTS, organ: int = 9) -> PartSpec:  # fmt: skip
    return PartSpec(key, 1, stage, tuple(After(a, need) for a in after), rule, organ_id=organ)


ONE_LEADS = package(part("a"), part("b", "a"), part("c", "a", need=Need.ACCEPTANCE), part("d"))
STOP_ALL = package(part("a", rule=OnRefusal.STOP_ALL), part("b"), part("c", "b"))
GO_ON = package(part("a", rule=OnRefusal.CONTINUE), part("b", "a"))
CHAIN = package(part("a"), part("b", "a"), part("c", "b"))
STAGES = (StageSpec("s", "一", 1), StageSpec("t", "二", 2))
TWO_STAGES = package(part("a"), part("b"), part("c", stage="t"), stages=STAGES)
ANY = package(part("a"), part("b"), part("c", stage="t"), stages=(StageSpec("s", "一", 1, Join.ANY), STAGES[1]))
LEAD = package(
    part("a", organ=1), part("b"), part("c", stage="t"), stages=(StageSpec("s", "一", 1, Join.LEAD), STAGES[1])
)
BESIDE = package(part("a"), part("c", stage="t"), stages=(STAGES[0], StageSpec("t", "二", 2, waits=False)))


@pytest.mark.parametrize(("whole", "before", "after"), [
    (ONE_LEADS, {"a": W, "b": W, "c": W, "d": W}, {"a": RE, "b": W, "c": W, "d": RE}),
    (ONE_LEADS, {"a": A, "b": W, "c": W, "d": R}, {"a": A, "b": W, "c": RE, "d": R}),
    (ONE_LEADS, {"a": G, "b": W, "c": W, "d": R}, {"a": G, "b": RE, "c": RE, "d": R}),
    (ONE_LEADS, {"a": X, "b": W, "c": W, "d": R}, {"a": X, "b": S, "c": S, "d": R}),
    (ONE_LEADS, {"b": W, "d": R}, {"b": RE, "d": R}),                      # what is no part for her holds nobody up
    (STOP_ALL, {"a": X, "b": R, "c": W}, {"a": X, "b": R, "c": S}),        # cases in hand are not this rule's to move
    (STOP_ALL, {"a": E, "b": RE, "c": W}, {"a": E, "b": S, "c": S}),
    (GO_ON, {"a": X, "b": W}, {"a": X, "b": RE}),
    (CHAIN, {"a": X, "b": W, "c": W}, {"a": X, "b": S, "c": S}),           # all the way down
    (TWO_STAGES, {"a": G, "b": A, "c": W}, {"a": G, "b": A, "c": W}),
    (TWO_STAGES, {"a": G, "b": G, "c": W}, {"a": G, "b": G, "c": RE}),
    (TWO_STAGES, {"a": G, "b": X, "c": W}, {"a": G, "b": X, "c": S}),
    (ANY, {"a": R, "b": G, "c": W}, {"a": R, "b": G, "c": RE}),
    (ANY, {"a": X, "b": R, "c": W}, {"a": X, "b": R, "c": W}),
    (ANY, {"a": X, "b": E, "c": W}, {"a": X, "b": E, "c": S}),
    (LEAD, {"a": G, "b": R, "c": W}, {"a": G, "b": R, "c": RE}),
    (LEAD, {"a": R, "b": G, "c": W}, {"a": R, "b": G, "c": W}),
    (LEAD, {"a": X, "b": G, "c": W}, {"a": X, "b": G, "c": S}),
    (BESIDE, {"a": W, "c": W}, {"a": RE, "c": RE}),
    (TWO_STAGES, {"c": W}, {"c": RE}),                                     # a stage without a part for her is passed
])  # fmt: skip
def test_who_opens_and_who_stops(whole: PackageTerms, before: dict, after: dict) -> None:  # type: ignore[type-arg]
    assert standing(whole, before).parts == after


def test_standing_looked_at_twice_is_the_same() -> None:
    once = standing(ONE_LEADS, {"a": G, "b": W, "c": W, "d": R})

    assert standing(ONE_LEADS, once.parts) == once


def test_a_stage_joins_when_its_last_case_is_granted() -> None:
    assert standing(TWO_STAGES, {"a": G, "b": A, "c": W}).stages == {"s": StageState.OPEN, "t": StageState.WAITING}
    assert standing(TWO_STAGES, {"a": G, "b": G, "c": R}).stages == {"s": StageState.PASSED, "t": StageState.OPEN}
    assert standing(TWO_STAGES, {"a": G, "b": X, "c": S}).stages == {"s": StageState.FAILED, "t": StageState.FAILED}


def test_what_stopped_everything_is_named() -> None:
    assert standing(STOP_ALL, {"a": X, "b": R, "c": W}).halted == "a"
    assert standing(STOP_ALL, {"a": R, "b": X, "c": W}).halted == ""


@pytest.mark.parametrize(("parts", "result"), [
    ({"a": G, "b": G}, JointOutcome.WHOLE),
    ({"a": G, "b": X}, JointOutcome.PART),
    ({"a": X, "b": S}, JointOutcome.NONE),
    ({"a": G, "b": R}, None),
    ({"a": G, "b": W}, None),
])  # fmt: skip
def test_it_is_over_when_nothing_is_left(parts: dict, result: JointOutcome | None) -> None:  # type: ignore[type-arg]
    assert outcome(parts) is result


@pytest.mark.parametrize(("status", "result", "state"), [
    (Status.RECEIVED, "", R), (Status.SUPPLEMENTING, "", R), (Status.ACCEPTED, "", A), (Status.DECIDED, "granted", G),
    (Status.DELIVERED, "granted", G), (Status.ARCHIVED, "refused", X), (Status.DECIDED, "revoked", X),
    (Status.NOT_ACCEPTED, "", X), (Status.WITHDRAWN, "", E), (Status.DEEMED_WITHDRAWN, "", E), (Status.TRANSFERRED, "", E),
    (Status.TERMINATED, "", E), (Status.VOIDED, "", E), (Status.ARCHIVED, "", E),
])  # fmt: skip
def test_a_part_is_as_its_case_is(status: Status, result: str, state: PartState) -> None:
    assert of_case(status, result) is state
