"""Projects as tests need them, made through actions."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from cityhall.cases import actions as cases
from cityhall.cases.actions import Applicant
from cityhall.cases.tests import given as cases_given
from cityhall.cases.tests.given import Place
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.projects import actions
from cityhall.projects.actions import NewProject
from cityhall.projects.models import Project
from cityhall.projects.terms import Can, Planned
from cityhall.site.testing import drain

_numbers = count(1)
KEEPING = (
    Can.REGISTER, Can.KEEP, Can.SEE, Can.LIST_KEY, Can.GRANT_LANE, Can.NAME_AGENT, Can.SPEED_UP, Can.SEE_KEY,
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A project of a citizen, the organ that looks after it, and an item of another organ."""

    number: str
    organ: int
    keeper: Actor
    citizen: Actor
    place: Place

    @property
    def row(self) -> Project:
        return Project.objects.get(number=self.number)


def code(n: int | None = None) -> str:
    return f"2611-990100-04-01-{(n if n is not None else next(_numbers)):06d}"


def keeper(organ: int) -> Actor:
    return organs.staff(organ, *KEEPING)


def site(profile: str = "four_stages", **content: Any) -> Site:
    """Registered by the applicant herself. Her item is one of another organ."""
    actions.seed_rules(HOUSE)
    place, organ = cases_given.place(**content), organs.organ()
    number = actions.register_project(
        place.citizen, NewProject(code(), f"样例厂房项目{next(_numbers)}", profile, organ, place="样例工业园 1 号")
    )
    return Site(number, organ, keeper(organ), place.citizen, place)


def drafted(here: Site) -> str:
    return cases_given.draft(here.place)


def received(here: Site) -> str:
    number = cases_given.received(here.place)
    drain()
    return number


def linked(here: Site, stage: str = "") -> str:
    """A case of hers, handed in and linked."""
    number = received(here)
    actions.link_application(here.citizen, here.number, number, stage)
    drain()
    return number


def granted(here: Site, case: str) -> None:
    cases.accept(here.place.clerk, case)
    cases.finish_step(here.place.reviewer, case, "review", "agree", "符合条件")
    cases.grant(here.place.approver, case, "decide")
    drain()


def planned(here: Site, stage: str = "approval", *, days: int = 10, ago: int = 0, own: bool = True) -> int:
    """A milestone of her item, from today (or `ago` days before) for so many days."""
    start = clock.today() - timedelta(days=ago)
    item = here.place.terms.item_id if own else None
    return actions.plan_milestone(
        here.keeper, here.number, Planned("取得样例许可", start, start + timedelta(days=days), stage, item)
    )


def states(here: Site) -> dict[str, str]:
    return dict(here.row.stages.values_list("key", "state"))


def tomorrow() -> date:
    return clock.today() + timedelta(days=1)


def cases_file() -> bytes:
    return cases_given.PDF


def unit(name: str) -> str:
    """A unit the city knows; answers its credit code."""
    return people.entity(name)


EVERYWHERE = Reach.EVERYWHERE
__all__ = ["HOUSE", "Applicant", "actions", "replace"]
