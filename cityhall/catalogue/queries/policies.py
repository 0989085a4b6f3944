"""惠企政策: what the public finds, one whole, and what whoever keeps them sees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from cityhall.catalogue.models import Item, Policy, PolicyEdition
from cityhall.catalogue.rules import conditions, policies
from cityhall.catalogue.rules.publishing import Problem
from cityhall.catalogue.terms import Can
from cityhall.catalogue.terms.conditions import Ask
from cityhall.catalogue.terms.policies import PolicyKind, PolicyState, PolicyTerms, Tried
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .editions import EditionRow, editions_of, in_force
from .facts import asks_of, sample_profiles

MOST_READ = 5_000
DATES = ("valid_from", "valid_to", "apply_from", "apply_to")
_READ: dict[UUID, PolicyTerms] = {}


@dataclass(frozen=True)
class PolicyRow:
    """One policy in a list."""

    id: int
    title: str
    kind: PolicyKind
    document: str
    organ_id: int
    organ_name: str
    gives: str
    most: str
    ends_on: date | None
    automatic: bool
    state: PolicyState
    days_left: int | None  # where it ends soon


@dataclass(frozen=True)
class PolicyView:
    """One policy whole, as the public reads it: `wanted` are its conditions in words, each row an alternative."""

    row: PolicyRow
    terms: PolicyTerms
    wanted: Sequence[Sequence[str]]
    item_open: bool
    item_name: str
    number: int
    from_on: date


@dataclass(frozen=True)
class PolicySetupRow:
    id: int
    name: str
    organ_name: str
    state: PolicyState
    number: int
    planned_on: date | None
    unpublished: bool
    drafted_at: datetime
    drafted_by: str


@dataclass(frozen=True)
class PolicyDraft:
    """A policy as its keeper sees it: the draft, what stands in its way, its editions."""

    id: int
    organ_id: int
    organ_name: str
    name: str
    content: Mapping[str, Any]
    terms: PolicyTerms
    asks: Sequence[Ask]
    problems: Sequence[Problem]
    wanted: Sequence[Sequence[str]]
    item_name: str
    editions: Sequence[EditionRow]
    state: PolicyState
    unpublished: bool
    withdrawn_on: date | None
    withdrawn_why: str
    drafted_at: datetime
    drafted_by: str
    version: int

    @property
    def ref(self) -> str:
        return f"policy:{self.id}"


def list_policies(
    *, kind: str = "", organ_id: int | None = None, soon: bool = False, text: str = "", after: str = "", limit: int = 20
) -> Page[PolicyRow]:
    """What is in force and not over, the newest first. Public; one statement."""
    rows = _current().exclude(valid_to__lt=clock.today())
    if kind:
        rows = rows.filter(kind=kind)
    if organ_id is not None:
        rows = rows.filter(owner__organ=organ_id)
    if soon:
        today = clock.today()
        near = (today, today + policies.SOON)
        rows = rows.filter(Q(apply_to__range=near) | Q(apply_to=None, valid_to__range=near))
    if text := text.strip():
        rows = rows.filter(
            Q(owner__name__contains=text) | Q(content__document__icontains=text) | Q(content__gives__icontains=text)
        )
    found = list(keyset(rows, ["-published_at", "-id"], after, limit))
    cut = page(found, limit, (), lambda e: (e.published_at, str(e.pk)))
    return Page([row_of(e) for e in cut.rows], cut.next)


def policies_named(ids: Iterable[int]) -> dict[int, PolicyRow]:
    """Those of these that are in force and not over."""
    rows = _current().filter(owner_id__in=set(ids)).exclude(valid_to__lt=clock.today())
    return {e.owner_id: row_of(e) for e in rows}


def policies_of_organ(organ_id: int, limit: int = 6) -> list[PolicyRow]:
    """What an organ gives enterprises today, what ends first in front."""
    rows = _current().filter(owner__organ=organ_id).exclude(valid_to__lt=clock.today())
    return [row_of(e) for e in rows.order_by(F("apply_to").asc(nulls_last=True), "-published_at")[:limit]]


def organs_with_policies() -> list[tuple[int, str]]:
    """The organs that have policies in force, by name."""
    rows = in_force(PolicyEdition).exclude(valid_to__lt=clock.today())
    return list(rows.order_by("owner__organ__name").values_list("owner__organ_id", "owner__organ__name").distinct())


def policy(policy_id: int) -> PolicyView:
    """One policy in force, whole; also one that is over, and says so."""
    edition = _current().filter(owner_id=policy_id).first()
    if edition is None:
        raise NotFoundError("catalogue.unknown_policy", "没有找到这项政策，可能已经撤下；请回到惠企政策重新查找")
    facts = asks_of()
    terms = terms_of(edition, facts)
    name, is_open = _item(terms.item_id)
    return PolicyView(
        row_of(edition), terms, in_lines(terms, facts), is_open, name, edition.number, edition.from_on
    )  # fmt: skip


def in_lines(terms: PolicyTerms, facts: Sequence[Ask]) -> list[list[str]]:
    """The condition in words: alternatives, each with what it wants."""
    asks = (*facts, *terms.asks)
    return [[conditions.in_words(((clause,),), asks) for clause in row] for row in terms.condition]


def terms_of(edition: PolicyEdition, facts: Sequence[Ask]) -> PolicyTerms:
    """What an edition says; read once a process, for it never changes."""
    terms = _READ.get(edition.pk)
    if terms is None:
        if len(_READ) >= MOST_READ:
            _READ.clear()
        terms = _READ[edition.pk] = policies.read_policy(edition.content, facts)
    return terms


def policies_for_setup(actor: Actor, text: str = "", after: str = "", limit: int = 30) -> Page[PolicySetupRow]:
    """The policies of the organs this person keeps them for, by name. Two statements."""
    require(actor, Can.KEEP_POLICIES)
    rows = Policy.objects.select_related("organ")
    if (reach := actor.reach(Can.KEEP_POLICIES)) is not None:
        rows = rows.filter(organ_id__in=reach)
    if text := text.strip():
        rows = rows.filter(Q(name__contains=text) | Q(organ__name__contains=text) | Q(draft__document__icontains=text))
    found = list(keyset(rows, ["name", "id"], after, limit))
    cut = page(found, limit, (), lambda p: (p.name, p.pk))
    editions: dict[int, list[PolicyEdition]] = {}
    for edition in PolicyEdition.objects.filter(owner_id__in=[p.pk for p in cut.rows], dropped_at=None):
        editions.setdefault(edition.owner_id, []).append(edition)
    return Page([_setup_row(p, editions.get(p.pk, [])) for p in cut.rows], cut.next)


def policy_draft(actor: Actor, policy_id: int) -> PolicyDraft:
    """One policy as its keeper sees it."""
    row = Policy.objects.select_related("organ").filter(pk=policy_id).first()
    if row is None:
        raise NotFoundError("catalogue.unknown_policy", "没有找到这项政策，请返回列表重新选择")
    require(actor, Can.KEEP_POLICIES, row.organ_id)
    facts = asks_of()
    terms, outdated = policies.read_kept(row.draft, facts)
    name, is_open = _item(terms.item_id)
    editions = editions_of(PolicyEdition, row.pk)
    latest = next((e for e in editions if e.state != "dropped"), None)
    return PolicyDraft(
        row.pk, row.organ_id, row.organ.name, row.name, row.draft, terms, facts,
        [*outdated, *policies.policy_problems(terms, facts, open_item=is_open)], in_lines(terms, facts), name, editions,
        _state(row, [(e.from_on, e.number, e.content) for e in editions if e.state != "dropped"]),
        latest is None or latest.content != row.draft, row.withdrawn_on, row.withdrawn_why, row.drafted_at,
        row.drafted_by, row.version,
    )  # fmt: skip


def try_policy(actor: Actor, policy_id: int) -> list[Tried]:
    """模拟: the draft's condition on the sample enterprises."""
    return tried(policy_draft(actor, policy_id))


def tried(draft: PolicyDraft) -> list[Tried]:
    """The same of a draft already read."""
    asks, found = (*draft.asks, *draft.terms.asks), []
    for profile in sample_profiles(tuple(draft.asks)):
        told = conditions.judge(draft.terms.condition, profile.answers, asks)
        found.append(Tried(profile.name, told.verdict, tuple((f.verdict, f.text) for f in told.findings)))
    return found


def row_of(edition: PolicyEdition) -> PolicyRow:
    """A row of a list, from what the edition says."""
    content, today = edition.content, clock.today()
    begins = date.fromisoformat(content["apply_from"]) if content.get("apply_from") else None
    dates = PolicyTerms(
        "", valid_from=edition.valid_from, valid_to=edition.valid_to, apply_from=begins, apply_to=edition.apply_to
    )  # fmt: skip
    ends = policies.ends_on(dates)
    left = (ends - today).days if ends and today <= ends <= today + policies.SOON else None
    return PolicyRow(
        edition.owner_id, content["title"], PolicyKind(edition.kind), content["document"], edition.owner.organ_id,
        edition.owner.organ.name, content["gives"], content["most"], ends, bool(content["automatic"]),
        policies.state_of(dates, today), left,
    )  # fmt: skip


def _current() -> QuerySet[PolicyEdition]:
    return in_force(PolicyEdition).select_related("owner__organ")


def _item(item_id: int) -> tuple[str, bool]:
    found = Item.objects.filter(pk=item_id).values_list("name", "published_version_id").first() if item_id else None
    return (found[0], found[1] is not None) if found else ("", False)


def _setup_row(row: Policy, editions: Sequence[PolicyEdition]) -> PolicySetupRow:
    told = sorted(((e.from_on, e.number, e.content) for e in editions), key=lambda t: -t[1])
    planned = [day for day, _, _ in told if day > clock.today()]
    return PolicySetupRow(
        row.pk, row.name, row.organ.name, _state(row, told), told[0][1] if told else 0, min(planned, default=None),
        not told or told[0][2] != row.draft, row.drafted_at, row.drafted_by,
    )  # fmt: skip


def _state(row: Policy, editions: Sequence[tuple[date, int, Mapping[str, Any]]]) -> PolicyState:
    today = clock.today()
    live = [e for e in editions if e[0] <= today]
    if row.withdrawn_on is not None:
        return PolicyState.WITHDRAWN
    if not live:
        return PolicyState.PLANNED if editions else PolicyState.DRAFT
    content = max(live, key=lambda e: e[:2])[2]
    dates = [date.fromisoformat(content[k]) if content[k] else None for k in DATES]
    return policies.state_of(
        PolicyTerms("", valid_from=dates[0], valid_to=dates[1], apply_from=dates[2], apply_to=dates[3]), today
    )


def policies_called(text: str, limit: int = 5) -> list[tuple[int, str]]:
    """The policies somebody means by a name."""
    return list(Policy.objects.filter(name=text.strip()).order_by("id").values_list("pk", "name")[:limit])


def policy_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Policy.objects.filter(pk__in=set(ids)).values_list("pk", "name"))
