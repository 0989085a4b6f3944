"""What is due to be destroyed: of each kind how many, and which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cityhall.cases.models import Case, Consultation, Grievance
from cityhall.cases.terms import GrievanceState, Status
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.messages import queries as messages
from cityhall.people import queries as people
from cityhall.people.terms import Can, Held


@dataclass(frozen=True)
class DueRow:
    """A kind of personal data, its rule, and how many are past it; None without a rule."""

    kind: Held
    label: str
    months: int | None
    source: str
    before: datetime | None
    due: int | None
    version: int


def due(actor: Actor) -> list[DueRow]:
    """Every kind, with what is due now. One statement, and one for each kind that has a rule."""
    require(actor, Can.RETAIN)
    known, rows = people.retention_rules(), []
    for kind in Held:
        rule = known.get(kind)
        before = rule.before(clock.now()) if rule else None
        rows.append(DueRow(
            kind, kind.label, rule.months if rule else None, rule.source if rule else "", before,
            len(keys_due(kind, before)) if before else None, rule.version if rule else 0,
        ))  # fmt: skip
    return rows


def keys_due(kind: Held, before: datetime, limit: int | None = None) -> list[str]:
    """Which of them, oldest first, as the city knows them: ids, no personal value."""
    return KEYS[kind](before, limit)


def _drafts(before: datetime, limit: int | None) -> list[str]:
    rows = Case.objects.filter(status=Status.DRAFT, application__saved_at__lt=before, beside={})
    return [str(one) for one in rows.order_by("id").values_list("application_id", flat=True)[:limit]]


def _consultations(before: datetime, limit: int | None) -> list[str]:
    rows = Consultation.objects.filter(made_at__lt=before).exclude(name="", phone="")
    return list(rows.order_by("id").values_list("number", flat=True)[:limit])


def _grievances(before: datetime, limit: int | None) -> list[str]:
    rows = Grievance.objects.filter(state=GrievanceState.CLOSED, closed_at__lt=before).exclude(phone="", name="")
    return list(rows.order_by("id").values_list("number", flat=True)[:limit])


KEYS: dict[Held, Callable[[datetime, int | None], list[str]]] = {
    Held.DRAFTS: _drafts,
    Held.MESSAGES: messages.bodies_due,
    Held.CONSULTATIONS: _consultations,
    Held.GRIEVANCES: _grievances,
}
