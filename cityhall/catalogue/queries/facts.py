"""企业情况: the shared questions, what published policies hang on, what the city holds of an entity, what somebody kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cityhall.catalogue.models import Fact, KeptAnswers, PolicyEdition
from cityhall.catalogue.rules import conditions, facts
from cityhall.catalogue.terms import Can
from cityhall.catalogue.terms.conditions import Ask, Clause
from cityhall.catalogue.terms.policies import Held, Profile
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from cityhall.organs import queries as organs
from cityhall.organs.terms import Level
from cityhall.people import queries as people

REGISTER, KEPT = "单位登记信息", "您上次保存的答案"


@dataclass(frozen=True)
class FactRow:
    """One shared question as its keeper sees it, and how many published policies ask for it."""

    key: str
    ask: Ask
    held: Held
    active: bool
    used: int
    changed_at: datetime | None
    changed_by: str
    version: int

    @property
    def ref(self) -> str:
        return f"fact:{self.key}"


def asks_of(*, active: bool = False) -> tuple[Ask, ...]:
    """The shared questions in their order; with `active` only those that may be asked."""
    rows = Fact.objects.filter(active=True) if active else Fact.objects.all()
    return facts.read_library(rows.order_by("order", "id").values_list("content", flat=True))


def fact_rows(actor: Actor) -> list[FactRow]:
    """The library as its keepers see it."""
    require(actor, Can.KEEP_POLICIES)
    rows = list(Fact.objects.order_by("order", "id"))
    used = [(title, clause.key) for title, clause in used_clauses()]
    asks = facts.read_library(row.content for row in rows)
    return [
        FactRow(
            row.key, ask, Held(row.held), row.active, len({t for t, key in used if key == row.key}), row.changed_at,
            row.changed_by, row.version,
        )
        for row, ask in zip(rows, asks, strict=True)
    ]  # fmt: skip


def fact_row(actor: Actor, key: str) -> FactRow:
    found = next((row for row in fact_rows(actor) if row.key == key), None)
    if found is None:
        raise NotFoundError("catalogue.unknown_fact", "没有找到这个企业情况，请返回列表重新选择")
    return found


def used_clauses() -> list[tuple[str, Clause]]:
    """What published and planned policies hang on, also those that are over and still read: title and clause."""
    today = clock.today()
    rows = PolicyEdition.objects.filter(owner__withdrawn_on=None, dropped_at=None)
    found: list[tuple[str, Clause]] = []
    seen: dict[object, bool] = {}
    for owner, from_on, content in rows.order_by("owner", "-from_on", "-number").values_list(
        "owner_id", "from_on", "content"
    ):
        if from_on <= today and seen.get(owner):
            continue  # replaced by a later one
        seen[owner] = seen.get(owner, False) or from_on <= today
        lines = [*content["condition"], *(row for ask in content["asks"] for row in ask["when"])]
        found += [
            (content["title"], Clause(t["key"], t["op"], tuple(t["values"]))) for line in lines for t in line
        ]  # fmt: skip
    return found


def held_of(actor: Actor, credit_code: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """What need not be asked of an entity she stands for: fact → answer and where it comes from. What she kept wins over
    nothing, what the register says over what she kept."""
    ref = require_stands_for(actor, credit_code)
    rows = list(Fact.objects.filter(active=True).order_by("order", "id"))
    asks = facts.read_library(row.content for row in rows)
    before = KeptAnswers.objects.filter(entity_ref=ref).first()
    kept: Mapping[str, object] = dict(before.answers) if before else {}
    found = {key: (tuple(values), KEPT) for key, values in fitted(kept, asks).items()}
    entity = people.find_entity(actor, credit_code)
    if entity is None:
        return found
    division = entity.division_code or credit_code[2:8]  # GB 32100: digits 3 to 8 are where it is registered
    path = organs.division_path(division[:6]) if any(r.held == Held.DISTRICT for r in rows) else []
    district = next((row.name for row in path if row.level is Level.COUNTY), "")
    told = {Held.KIND: entity.kind.label, Held.DISTRICT: district}
    for row, ask in zip(rows, asks, strict=True):
        value = told.get(Held(row.held), "")
        if value and value in ask.choices:
            found[row.key] = ((value,), REGISTER)
    return found


def kept_at(actor: Actor, credit_code: str) -> datetime | None:
    """When answers were kept for this entity; None where there are none."""
    ref = require_stands_for(actor, credit_code)
    return KeptAnswers.objects.filter(entity_ref=ref).values_list("kept_at", flat=True).first()


def require_stands_for(actor: Actor, credit_code: str) -> str:
    """The ref of an entity she stands for today; refuses where she does not."""
    ref = f"entity:{credit_code.strip().upper()}"
    if ref not in {row.ref for row in people.entities_of(actor)}:
        raise NotAllowedError("catalogue.not_linked", "您尚未关联该单位，请先在“我的单位”中关联")
    return ref


def fitted(raw: Mapping[str, object], asks: tuple[Ask, ...]) -> dict[str, tuple[str, ...]]:
    """What of older answers still fits the questions of today."""
    answers: dict[str, tuple[str, ...]] = {}
    for ask in asks:
        try:
            answers = conditions.read_answers(asks, {**answers, ask.key: raw.get(ask.key)})
        except InvalidInputError:
            continue
    return answers


def sample_profiles(asks: tuple[Ask, ...]) -> list[Profile]:
    """The sample enterprises, as far as this city asks what they answer."""
    return [Profile(p.name, fitted({k: list(v) for k, v in p.answers.items()}, asks)) for p in facts.PROFILES]
