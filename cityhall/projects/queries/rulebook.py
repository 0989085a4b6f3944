"""The city's rules of projects: the shape of the code, the rhythm of consultations, the profiles of stages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.projects.models import Profile, Rulebook
from cityhall.projects.rules.codes import PICTURE, SOURCE, shown
from cityhall.projects.rules.plan import WEEK
from cityhall.projects.terms import Can, ProfileTerms, StageSpec


@dataclass(frozen=True)
class Rules:
    picture: str
    picture_source: str
    consult_days: int
    consult_source: str
    version: int = 0

    @property
    def shown(self) -> str:
        return shown(self.picture)


@dataclass(frozen=True)
class ProfileView:
    terms: ProfileTerms
    offered: bool
    version: int
    saved_at: datetime
    saved_by: str


def rulebook() -> Rules:
    """What holds now. One statement."""
    row = Rulebook.objects.first()
    if row is None:
        return Rules(PICTURE, SOURCE, WEEK, "")
    return Rules(row.picture, row.picture_source, row.consult_days, row.consult_source, row.version)


def profile(code: str) -> ProfileTerms:
    """A profile that can be chosen. One statement."""
    row = Profile.objects.filter(code=code, offered=True).first()
    if row is None:
        raise NotFoundError("projects.unknown_profile", "没有这个阶段方案，或已停用；请刷新页面重新选择")
    return _terms(row)


def profiles() -> list[ProfileTerms]:
    """Those that can be chosen, the first one first. One statement."""
    return [_terms(row) for row in Profile.objects.filter(offered=True).order_by("id")]


def profile_views(actor: Actor) -> list[ProfileView]:
    """All of them, for whoever keeps them. One statement."""
    require(actor, Can.SET_RULES)
    rows = Profile.objects.order_by("id")
    return [ProfileView(_terms(row), row.offered, row.version, row.saved_at, row.saved_by) for row in rows]


def profile_view(actor: Actor, code: str) -> ProfileView:
    found = next((one for one in profile_views(actor) if one.terms.code == code), None)
    if found is None:
        raise NotFoundError("projects.unknown_profile", "没有这个阶段方案，或已停用；请刷新页面重新选择")
    return found


def as_json(stages: Iterable[StageSpec]) -> list[dict[str, Any]]:
    return [asdict(one) for one in stages]


def _stages(rows: Sequence[Mapping[str, Any]]) -> tuple[StageSpec, ...]:
    return tuple(StageSpec(**row) for row in rows)


def _terms(row: Profile) -> ProfileTerms:
    return ProfileTerms(row.code, row.name, _stages(row.stages), row.promise, row.basis, row.source)
