"""What rules found, and how often they were right."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q

from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.supervision import rules
from cityhall.supervision.models import Finding, Rule
from cityhall.supervision.terms import ISSUING, Can, FindingState, RuleKey

from .orders import within


@dataclass(frozen=True)
class FindingView:
    """`facts` are (label, value) pairs that prove it."""

    id: int
    key: RuleKey
    rule_number: int
    ref: str
    organ_id: int
    organ: str
    title: str
    happened_at: datetime
    found_at: datetime
    facts: tuple[tuple[str, str], ...]
    state: FindingState
    reason: str
    decided_at: datetime | None
    decided_by: str
    order_number: str

    @property
    def number(self) -> str:
        return self.ref.removeprefix("case:")


@dataclass(frozen=True)
class RuleVersion:
    number: int
    enabled: bool
    values: tuple[tuple[str, str], ...]
    reason: str
    from_at: datetime
    until_at: datetime | None
    saved_by: str


@dataclass(frozen=True)
class RuleView:
    """A rule as it stands: what it looks for, by which numbers, and what came of it. `precision` is 属实 ÷ 发现, in per
    cent of those found within the asker's reach."""

    key: RuleKey
    issues: bool
    looks_for: str
    source: str
    number: int
    enabled: bool
    values: tuple[tuple[str, str], ...]
    told: dict[str, int]
    raised: int
    confirmed: int
    dismissed: int
    precision: int | None
    versions: tuple[RuleVersion, ...] = ()


def findings(
    actor: Actor, *, key: RuleKey | None = None, state: FindingState | None = None, ref: str = "", after: str = "",
    limit: int = 30,
) -> Page[FindingView]:  # fmt: skip
    """Anomalies within reach, latest found first."""
    require(actor, Can.SEE)
    rows = within(actor, Finding.objects.select_related("organ"))
    for name, value in (("key", key), ("state", state), ("ref", ref or None)):
        if value is not None:
            rows = rows.filter(**{name: value})
    found = [_view(row) for row in keyset(rows, ["-id"], after, limit)]
    return page(found, limit, ["id"], lambda v: (v.id,), after)


def finding(actor: Actor, finding_id: int) -> FindingView:
    """One anomaly within reach."""
    require(actor, Can.SEE)
    row = within(actor, Finding.objects.select_related("organ")).filter(pk=finding_id).first()
    if row is None:
        raise NotFoundError("supervision.no_finding", "没有找到这条异常，或不在您的查看范围内")
    return _view(row)


def rule_views(actor: Actor) -> list[RuleView]:
    """Every rule, what it goes by and how often it was right, within the asker's reach."""
    require(actor, Can.SEE)
    rows = within(actor, Finding.objects.all()).values("key")
    counted = rows.annotate(
        n=Count("id"), yes=Count("id", filter=Q(state=FindingState.CONFIRMED)),
        no=Count("id", filter=Q(state=FindingState.DISMISSED)),
    )  # fmt: skip
    sums = {one["key"]: (one["n"], one["yes"], one["no"]) for one in counted}
    kept: dict[str, Rule] = {row.key: row for row in Rule.objects.filter(until_at=None)}
    return [_rule(key, kept.get(key), sums.get(key, (0, 0, 0))) for key in RuleKey]


def rule_view(actor: Actor, key: str) -> RuleView:
    """One rule with all its versions, newest first."""
    found = next((one for one in rule_views(actor) if one.key == key), None)
    if found is None:
        raise NotFoundError("supervision.no_rule", "没有这条监察规则，请返回规则列表重新选择")
    rows = Rule.objects.filter(key=key).order_by("-number")
    versions = tuple(
        RuleVersion(r.number, r.enabled, _words(found.key, r.values), r.reason, r.from_at, r.until_at, r.saved_by)
        for r in rows
    )
    return replace(found, versions=versions)


def value_specs(key: RuleKey) -> dict[str, rules.Value]:
    """The numbers a rule goes by: label, default, bounds and unit of each."""
    return dict(rules.RULES[key].values)


def _words(key: RuleKey, told: dict[str, int]) -> tuple[tuple[str, str], ...]:
    specs = rules.RULES[key].values
    return tuple(
        (specs[name].label, f"{value} {specs[name].unit}".strip()) for name, value in told.items() if name in specs
    )


def _rule(key: RuleKey, row: Rule | None, sums: tuple[int, int, int]) -> RuleView:
    spec, (raised, yes, no) = rules.RULES[key], sums
    told = rules.rule_values(key, row.values if row else {})
    return RuleView(
        key, key in ISSUING, spec.looks_for, spec.source, row.number if row else 0, row.enabled if row else True,
        _words(key, told), told, raised, yes, no, rules.precision(yes, raised),
    )  # fmt: skip


def _view(row: Finding) -> FindingView:
    return FindingView(
        row.pk, RuleKey(row.key), row.rule_number, row.ref, row.organ_id, row.organ.name, row.title, row.happened_at,
        row.found_at, tuple((str(a), str(b)) for a, b in row.facts), FindingState(row.state), row.reason, row.decided_at,
        row.decided_by, row.order_number,
    )  # fmt: skip
