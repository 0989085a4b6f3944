"""指南体检, kept: items that changed are looked at again in the background, so many in one act."""

from collections.abc import Sequence
from datetime import timedelta

from cityhall.catalogue.models import BaseEntry, Checkup, Finding, Item, ItemVersion, Regime
from cityhall.catalogue.queries.checkups import stale
from cityhall.catalogue.queries.lists import above_of, chain_of, said_here
from cityhall.catalogue.rules import checkup, inheritance, regimes
from cityhall.catalogue.rules.content import Parts, read_content
from cityhall.catalogue.rules.publishing import Head, Problem
from cityhall.catalogue.terms import GuideRule, RegimeTerms, Severity, VersionStatus
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import DomainError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record

BATCH = 500
OLD = timedelta(days=7)


def check_guides() -> int:
    """Look at every item that was never looked at or has changed since, batch by batch. Answers how many."""
    count = 0
    while ids := list(stale(Item.objects.all()).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        count += _check_batch(ids)
    return count


def _check_batch(ids: Sequence[int]) -> int:
    """An act of its own: the number of the request that set it off is of no use to the second."""
    with calling():
        return _check(HOUSE, ids)


def check_after_import(_: Line) -> None:
    """A list came in: its items are looked at."""
    check_guides()


def check_old_guides() -> int:
    """Rules and lists above change without the items: what was looked at a week ago is looked at again."""
    count, before = 0, clock.now() - OLD
    while ids := list(
        Checkup.objects.filter(checked_at__lt=before).order_by("checked_at").values_list("pk", flat=True)[:BATCH]
    ):
        count += _check_batch(ids)
    return count


@action
def _check(actor: Actor, ids: Sequence[int]) -> int:
    items = list(Item.objects.filter(pk__in=ids).select_related("organ").order_by("pk"))
    kept = (VersionStatus.DRAFT, VersionStatus.PUBLISHED)
    rows = ItemVersion.objects.filter(item_id__in=ids, status__in=kept).order_by("-status")
    contents = dict(rows.values_list("item_id", "content"))  # the draft before what is published
    look = _Looking()
    found = [(item, look.at(item, contents.get(item.pk) or {})) for item in items]
    Finding.objects.filter(item_id__in=ids).delete()
    Finding.objects.bulk_create(
        Finding(
            item=item,
            organ_id=item.organ_id,
            rule=f.rule,
            severity=f.severity,
            place=f.place[:80],
            sentence=f.sentence[:500],
        )
        for item, told in found
        for f in told
    )
    now = clock.now()
    Checkup.objects.bulk_create(
        [Checkup(item=item, seen=item.version, checked_at=now, **_counts(told)) for item, told in found],
        update_conflicts=True, unique_fields=["item"], update_fields=["seen", "blocks", "mends", "hints", "checked_at"],
    )  # fmt: skip
    record(actor, "guides.checked", "catalogue:guides", items=len(items))
    return len(items)


def _counts(told: Sequence[checkup.Finding]) -> dict[str, int]:
    names = {Severity.BLOCKS: "blocks", Severity.MEND: "mends", Severity.HINT: "hints"}
    return {name: sum(f.severity is severity for f in told) for severity, name in names.items()}


class _Looking:
    """What many items share is read once: the regimes, and the lists above."""

    def __init__(self) -> None:
        rows = Regime.objects.values_list("procedure", "content")
        self.regimes = {procedure: regimes.read_regime(content) for procedure, content in rows}
        self.chains: dict[int, list[BaseEntry]] = {}

    def at(self, item: Item, content: dict[str, object]) -> list[checkup.Finding]:
        try:
            parts = read_content(content)
        except DomainError as no:
            return [checkup.Finding(GuideRule.TEXTS, Severity.BLOCKS, no.field or "", no.message)]
        head = Head(item.name, item.organ_id, item.organ.name, self._regime(item, parts))
        doubts = [(str(d["column"]), str(d["reason"])) for d in item.doubts]
        return checkup.findings(parts, head, self._forbidden(item, parts), doubts)

    def _regime(self, item: Item, parts: Parts) -> RegimeTerms | None:
        regime = self.regimes.get(item.procedure)
        try:
            return regimes.override(regime, parts.regime) if regime is not None else None
        except DomainError:
            return None

    def _forbidden(self, item: Item, parts: Parts) -> list[Problem]:
        if item.upper_id is None:
            return []
        try:
            if item.upper_id not in self.chains:
                self.chains[item.upper_id] = chain_of(item.upper_id)
            return inheritance.problems(above_of(self.chains[item.upper_id]), said_here(item, parts))
        except DomainError as ring:
            return [Problem("upper", ring.message)]
