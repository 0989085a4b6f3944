"""What a person keeps for herself: her filters, her phrases, her batches with what came of each case."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from cityhall.cases.models import Batch, Case, Phrase, SavedFilter, Step
from cityhall.cases.terms import Can, Status
from cityhall.catalogue import queries as catalogue
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.secrets import masking

from .visible import visible

BATCH_EVENTS = {
    "accept": ("case.accepted", "case.deemed_accepted"), "claim": ("step.claimed",), "finish_step": ("step.finished",),
    "grant": ("case.decided",), "deliver": ("case.delivered",), "archive": ("case.archived",),
}  # fmt: skip


@dataclass(frozen=True)
class FilterView:
    id: int
    name: str
    query: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class PhraseView:
    id: int
    text: str


@dataclass(frozen=True)
class BatchLine:
    """One case of a batch: `state` is done, refused, or empty while nothing is known of it."""

    number: str
    applicant: str  # masked
    item: str
    state: str
    says: str


@dataclass(frozen=True)
class BatchView:
    id: str
    act: str
    by: str
    at: datetime
    finished_at: datetime | None
    lines: tuple[BatchLine, ...]

    @property
    def done(self) -> int:
        return sum(line.state == "done" for line in self.lines)

    @property
    def refused(self) -> int:
        return sum(line.state == "refused" for line in self.lines)

    @property
    def unknown(self) -> int:
        return len(self.lines) - self.done - self.refused


def my_filters(actor: Actor) -> list[FilterView]:
    """One's own saved filters, by name."""
    require_signed_in(actor)
    rows = SavedFilter.objects.filter(account_id=actor.account_id or 0).order_by("name")
    return [FilterView(row.pk, row.name, row.query, tuple(row.columns)) for row in rows]


def my_phrases(actor: Actor) -> list[PhraseView]:
    """One's own phrases for opinions, the first kept first."""
    require_opinions(actor)
    rows = Phrase.objects.filter(account_id=actor.account_id or 0).order_by("id")
    return [PhraseView(row.pk, row.text) for row in rows]


def require_opinions(actor: Actor) -> None:
    """Phrases are for who writes opinions: reviewers and deciders."""
    require_signed_in(actor)
    if not (actor.may(Can.REVIEW) or actor.may(Can.DECIDE)):
        raise NotAllowedError(
            "case.phrase_not_yours", "常用语供审查和决定人员写意见时使用；您没有这两项权限，请联系本单位管理员"
        )


def batch_report(actor: Actor, batch_id: str) -> BatchView:
    """One's own batch with what came of each case; of one broken off, the journal says which acts were done."""
    require_signed_in(actor)
    try:
        key = uuid.UUID(str(batch_id))
    except ValueError:
        key = uuid.UUID(int=0)
    found = Batch.objects.filter(pk=key, account_id=actor.account_id or 0).first()
    if found is None:
        raise NotFoundError("case.batch_unknown", "没有这次批量办理的记录，或不是您办理的；请回到列表重新选择")
    numbers = [row["number"] for row in found.rows]
    told = visible(actor).filter(number__in=numbers).values_list("number", "applicant_name", "item_name")
    named = {number: (masking.name(applicant), item) for number, applicant, item in told}
    seen = _done_since(actor, found) if found.finished_at is None else set()
    lines = tuple(
        BatchLine(
            row["number"], *named.get(row["number"], ("", "")),
            row["state"] or ("done" if row["number"] in seen else ""), row["says"],
        )
        for row in found.rows
    )  # fmt: skip
    return BatchView(str(found.pk), found.act, found.by, found.at, found.finished_at, lines)


@dataclass(frozen=True)
class Picked:
    """A case chosen for a batch, and the step it was chosen in (empty: none)."""

    number: str
    key: str
    step: str
    decides: bool
    applicant: str
    item: str
    item_id: int
    status: Status
    checks: tuple[str, ...]
    granted: str  # what granting is called here


def picked(actor: Actor, picks: Sequence[tuple[str, str]]) -> list[Picked]:
    """Of the cases chosen those the actor may see, in the order they were chosen, each with its step. Two statements."""
    numbers = [number for number, _ in picks]
    rows = {row.number: row for row in visible(actor).filter(number__any=numbers)}
    steps = Step.objects.filter(case__number__any=numbers).select_related(None).annotate(of=F("case__number"))
    by_place = {(step.of, step.key): step for step in steps}
    found = []
    for number, key in dict.fromkeys(picks):
        if row := rows.get(number):
            terms, step = catalogue.terms(str(row.item_version_id)), by_place.get((number, key))
            spec = next((s for s in terms.steps if s.key == key), None)
            found.append(Picked(
                number, step.key if step else "", step.name if step else "", bool(step and step.decides),
                masking.name(row.applicant_name), row.item_name, row.item_id, Status(row.status),
                spec.checks if spec else (), terms.regime.granted,
            ))  # fmt: skip
    return found


def _done_since(actor: Actor, found: Batch) -> set[str]:
    """Which of the cases that still wait have a line of this act by this person since the batch began."""
    waiting = [row["number"] for row in found.rows if not row["state"]]
    if not waiting:
        return set()
    keys = Case.objects.filter(number__in=waiting).values_list("number", "steps__key")
    refs = {f"case:{n}" for n in waiting} | {f"step:{n}/{key}" for n, key in keys if key}
    lines = journal.lines_since(sorted(refs), found.at - timedelta(seconds=1))
    mine = [line for line in lines if line.account_id == actor.account_id and line.event in BATCH_EVENTS[found.act]]
    return {line.ref.partition(":")[2].partition("/")[0] for line in mine}
