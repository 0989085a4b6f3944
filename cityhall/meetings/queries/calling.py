"""Before a meeting is called: for which stages of a whole, and whom one could ask."""

from dataclasses import dataclass

from cityhall.joint import queries as joint
from cityhall.joint.terms import JointState
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.meetings.terms import Can
from cityhall.organs import queries as organs


@dataclass(frozen=True)
class ToCall:
    """The whole, the stages the reader's organ leads (key, name), and the organs with a part in it (id, name)."""

    whole: str
    name: str
    applicant_name: str
    stages: tuple[tuple[str, str], ...]
    organs: tuple[tuple[int, str], ...]


def to_call(actor: Actor, whole: str) -> ToCall:
    """For whoever leads one of its stages; for others it is not there. Three statements."""
    require(actor, Can.CONVENE)
    facts = joint.whole_facts(whole.strip()[:24])
    mine = [s for s in facts.stages if actor.may(Can.CONVENE, s.lead_organ_id)] if facts else []
    if facts is None or not mine:
        raise NotFoundError("meeting.no_whole_led", f"没有编号为 {whole[:24]} 、由本单位牵头的联办申请，请核对编号")
    if facts.state is not JointState.OPEN:
        raise WrongStateError("meeting.whole_over", f"这份申请{facts.state.label}，不能再召集会商或踏勘")
    near = organs.organs_named({p.organ_id for p in facts.parts} | {s.lead_organ_id for s in mine})
    return ToCall(
        facts.number,
        facts.name,
        facts.applicant_name,
        tuple((s.key, s.name) for s in mine),
        tuple(sorted(near.items())),
    )
