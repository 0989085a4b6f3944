"""指南体检, kept: items that changed are looked at again in the background, so many in one act."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from cityhall.catalogue.models import BaseEntry, Checkup, Finding, Item, ItemVersion, ProcessCheck, Regime
from cityhall.catalogue.queries.checkups import stale
from cityhall.catalogue.queries.lists import above_of, chain_of, said_here
from cityhall.catalogue.queries.process import process_standards
from cityhall.catalogue.rules import checkup, inheritance, process, regimes
from cityhall.catalogue.rules.content import Parts, plain, read_content
from cityhall.catalogue.rules.publishing import Head, Problem
from cityhall.catalogue.terms import GuideRule, ProcessStandards, RegimeTerms, Severity, VersionStatus
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.call import calling
from cityhall.kernel.errors import DomainError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record

from .process import keep_process_day

Contents = Mapping[tuple[int, str], Mapping[str, Any]]
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
    """Rules and lists above change without the items: what was looked at a week ago is looked at again. The day's numbers of
    流程体检 are kept with it."""
    keep_process_day()
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
    rows = ItemVersion.objects.filter(item_id__in=ids, status__in=kept).values_list("item_id", "status", "content")
    contents = {(item_id, status): content for item_id, status, content in rows}
    look = _Looking()
    found = [(item, look.at(item, look.latest(item, contents))) for item in items]
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
    _keep_processes([look.process(item, contents) for item in items])
    now = clock.now()
    Checkup.objects.bulk_create(
        [Checkup(item=item, seen=item.version, checked_at=now, **_counts(told)) for item, told in found],
        update_conflicts=True, unique_fields=["item"], update_fields=["seen", "blocks", "mends", "hints", "checked_at"],
    )  # fmt: skip
    record(actor, "guides.checked", "catalogue:guides", items=len(items))
    return len(items)


@step
def _keep_processes(rows: Sequence[ProcessCheck]) -> None:
    fields = [f.name for f in ProcessCheck._meta.concrete_fields if f.name != "item"]
    ProcessCheck.objects.bulk_create(rows, update_conflicts=True, unique_fields=["item"], update_fields=fields)


def _counts(told: Sequence[checkup.Finding]) -> dict[str, int]:
    names = {Severity.BLOCKS: "blocks", Severity.MEND: "mends", Severity.HINT: "hints"}
    return {name: sum(f.severity is severity for f in told) for severity, name in names.items()}


class _Looking:
    """What many items share is read once: the regimes, and the lists above."""

    def __init__(self) -> None:
        rows = Regime.objects.values_list("procedure", "content")
        self.regimes = {procedure: regimes.read_regime(content) for procedure, content in rows}
        self.chains: dict[int, list[BaseEntry]] = {}
        self.standards: ProcessStandards = process_standards()

    def latest(self, item: Item, contents: Contents) -> Mapping[str, Any]:
        """The draft before what is published."""
        return contents.get((item.pk, VersionStatus.DRAFT)) or contents.get((item.pk, VersionStatus.PUBLISHED)) or {}

    def process(self, item: Item, contents: Contents) -> ProcessCheck:
        """流程体检 of what is published before a draft; a draft beside it tells whether it is mended."""
        draft, public = (contents.get((item.pk, s)) for s in (VersionStatus.DRAFT, VersionStatus.PUBLISHED))
        parts = _parts(public or draft or {})
        found, shape = process.findings(parts, self.standards), process.shape(parts, self.standards)
        failed = _failed(found)
        mended = bool(failed and public and draft) and not _failed(
            process.findings(_parts(draft or {}), self.standards)
        )
        told = [{"rule": f.rule, "severity": f.severity, "sentence": f.sentence, "source": f.source} for f in found]
        return ProcessCheck(
            item=item, organ_id=item.organ_id, published=public is not None, steps=shape.steps, approvals=shape.approvals,
            approvers=shape.approvers, rules=failed, findings=plain(told), mended=mended,
        )  # fmt: skip

    def at(self, item: Item, content: Mapping[str, Any]) -> list[checkup.Finding]:
        try:
            parts = read_content(content)
        except DomainError as no:
            return [checkup.Finding(GuideRule.TEXTS, Severity.BLOCKS, no.field or "", no.message)]
        head = Head(item.name, item.organ_id, item.organ.name, self._regime(item, parts))
        doubts = [(str(d["column"]), str(d["reason"])) for d in item.doubts]
        return checkup.findings(parts, head, self._forbidden(item, parts), doubts, self.standards)

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


def _parts(content: Mapping[str, Any]) -> Parts:
    """What cannot be read has no process to look at; 指南体检 says why."""
    try:
        return read_content(content)
    except DomainError:
        return Parts()


def _failed(found: Sequence[process.ProcessFinding]) -> list[str]:
    """The rules that are more than a hint."""
    return list(dict.fromkeys(f.rule.value for f in found if f.severity is not Severity.HINT))
