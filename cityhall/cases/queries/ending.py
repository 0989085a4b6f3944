"""How a case ended, as its page shows it: every version of the decision, every delivery, what is chosen and owed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cityhall.cases import rules
from cityhall.cases.models import Case
from cityhall.cases.terms import Again, Channel, DeliveryMethod, DeliveryState, Outcome
from cityhall.catalogue.terms import Fee, ItemTerms
from cityhall.kernel.secrets import masking

from .drafts import MaterialView
from .parts import DECISIONS, DELIVERIES


@dataclass(frozen=True)
class DecisionView:
    outcome: Outcome
    words: str
    reasons: str
    remedies: str
    result_name: str
    made_by: str
    made_at: datetime
    on_spot: bool
    number: int = 1
    conditions: str = ""
    partial: str = ""
    result_number: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    cause: Again | None = None
    document: str = ""


@dataclass(frozen=True)
class DeliveryView:
    method: str
    receiver: str
    relation: str
    served_by: str
    served_at: datetime | None
    state: DeliveryState = DeliveryState.SERVED
    sent_at: datetime | None = None
    carrier: str = ""
    waybill: str = ""
    address: str = ""  # masked unless the reader is the applicant
    witness: str = ""
    reason: str = ""
    evidence: str = ""
    note: str = ""

    @property
    def method_label(self) -> str:
        return DeliveryMethod(self.method).label


@dataclass(frozen=True)
class WishView:
    """How she wants the result, the licence she named, what was paid: as this reader may see it."""

    method: DeliveryMethod | None
    receiver: str
    phone: str
    address: str
    consent: bool
    licence_number: str
    licence_expires_on: date | None
    fee_amount: Decimal | None
    fee_receipt: str
    fee_waiver: str
    fee_noted_at: datetime | None


def decisions_of(case: Case) -> tuple[DecisionView, ...]:
    """Every version, the first first; the last is in force."""
    rows = DECISIONS.rows(case.pk) if case.decided_at else []
    return tuple(
        DecisionView(
            Outcome(r.outcome), r.words, r.reasons, r.remedies, r.result_name, r.made_by, r.made_at, r.on_spot, r.number,
            r.conditions, r.partial, r.result_number, r.valid_from, r.valid_until, Again(r.cause) if r.cause else None,
            r.document,
        )
        for r in rows
    )  # fmt: skip


def deliveries_of(case: Case, *, own: bool) -> tuple[DeliveryView, ...]:
    """Every attempt, oldest first; a refusal to take the case on is served as well."""
    rows = DELIVERIES.rows(case.pk) if case.closed_at or case.decided_at else []
    return tuple(
        DeliveryView(
            r.method, r.receiver, r.relation, r.served_by, r.served_at, DeliveryState(r.state), r.sent_at, r.carrier,
            r.waybill, _address(r.address, own=own), r.witness, r.reason, r.evidence, r.note,
        )
        for r in rows
    )  # fmt: skip


def wish_of(case: Case, *, own: bool) -> WishView:
    a = case.application
    phone = a.delivery_phone or ""
    return WishView(
        DeliveryMethod(a.delivery_method) if a.delivery_method else None, a.delivery_receiver,
        phone if own else masking.phone(phone), _address(a.delivery_address, own=own), a.electronic_consent,
        a.licence_number, a.licence_expires_on, case.fee_amount, case.fee_receipt, case.fee_waiver, case.fee_noted_at,
    )  # fmt: skip


def _address(plain: str | None, *, own: bool) -> str:
    return (plain or "") if own else masking.address(plain or "")


def delivery_obstacle(case: Case, terms: ItemTerms, materials: tuple[MaterialView, ...]) -> str:
    """Why the result may not be handed over yet, as the action would say it."""
    originals: Mapping[str, rules.Original] = {
        m.spec.key: rules.Original(m.original_seen, m.original_matches) for m in materials if m.files
    }
    return rules.obstacle(
        case.outcome, charged=terms.fee is Fee.CHARGED, paid=case.fee_noted_at is not None,
        online=case.application.channel == Channel.ONLINE, materials=terms.materials, originals=originals,
        kept=case.application.kept,
    )  # fmt: skip
