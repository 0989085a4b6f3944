"""Wholes with stages, meetings of their organs, experts: as tests need them, made through actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cityhall.cases.terms import Can as Cases
from cityhall.joint.terms import Can as Joint
from cityhall.joint.tests import given as joint
from cityhall.joint.tests.given import Whole
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.meetings import actions, queries
from cityhall.meetings.models import Meeting, Seat
from cityhall.meetings.terms import Can, Kind
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

SITE = "样例路 18 号工地"


@dataclass(frozen=True)
class Table:
    """A whole under way, and for each part somebody who speaks for its organ; `chair` leads the stage."""

    whole: Whole
    number: str
    chair: Actor
    speakers: dict[str, Actor]

    def seat(self, meeting: str, part: str) -> int:
        row = Meeting.objects.get(number=meeting)
        return int(Seat.objects.get(meeting=row, round=row.round, organ_id=self.whole.places[part].organ).pk)

    def says(self, meeting: str, part: str, opinion: str, reason: str = "", members: str = "") -> None:
        actions.speak(self.speakers[part], meeting, self.seat(meeting, part), opinion, reason, members)


def chair(organ: int) -> Actor:
    return organs.staff(organ, *Can, Joint.SEE, Cases.SEE)


def table(
    parts: tuple[str, ...] = ("plan", "fire", "green"), *, items: dict[str, Any] | None = None, **package: Any
) -> Table:
    """Three organs, each with a case received; the first leads."""
    places = {key: joint.item(name=f"样例{key}", **(items or {})) for key in parts}
    whole = joint.published(places, **package)
    number = joint.submitted(whole)
    speakers = {key: organs.staff(place.organ, Can.SEE, Can.SPEAK, Cases.SEE) for key, place in places.items()}
    return Table(whole, number, chair(whole.lead), speakers)


def soon(minutes: int = 60) -> datetime:
    return clock.now() + timedelta(minutes=minutes)


def convened(at: Table, kind: Kind = Kind.MEETING, **how: Any) -> str:
    """Called together, and what follows from that; it begins this minute, so that it may be concluded."""
    made: dict[str, Any] = {"whole": at.number, "stage": "all", "days": 3 if kind is Kind.MEETING else None} | how
    number = actions.convene(
        at.chair, kind.value, made.pop("subject", "设计方案联审"), made.pop("held_at", clock.now()), SITE, **made
    )
    drain()
    return number


def all_agree(at: Table, meeting: str, **members: Any) -> None:
    for part in at.speakers:
        at.says(meeting, part, "agree", **members)


def concluded(at: Table, meeting: str, conclusion: str, asked: str = "") -> str:
    paper = actions.conclude(at.chair, meeting, conclusion, "会议听取了各单位意见。", asked)
    drain()
    return paper


def expert(keeper: Actor, organ: int, name: str = "样例专家甲", institution: str = "样例大学", **more: Any) -> int:
    return actions.keep_expert(keeper, organ, name, more.pop("field", "结构"), institution, **more)


def view(actor: Actor, number: str) -> queries.MeetingView:
    return queries.meeting(actor, number)
