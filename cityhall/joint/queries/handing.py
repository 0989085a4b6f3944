"""领取: how a whole's results are wanted, which of them are there, and what lies at the window to be handed over at once."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from cityhall.cases import queries as cases
from cityhall.cases.queries import KeptResult
from cityhall.cases.terms import Can, DeliveryMethod
from cityhall.joint.models import Handout, JointApplication, JointPart
from cityhall.joint.terms import FINAL, Handing, JointState, PartState
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking

from .applications import _mine
from .owning import is_at_window, is_own
from .packages import terms


@dataclass(frozen=True)
class HandoutView:
    number: str
    method: str
    receiver: str
    relation: str
    carrier: str
    waybill: str
    results: tuple[dict[str, str], ...]
    served_by: str
    made_at: datetime
    signed_at: datetime | None
    returned_at: datetime | None

    @property
    def method_label(self) -> str:
        return DeliveryMethod(self.method).label


@dataclass(frozen=True)
class HandingView:
    """`outstanding`: names of what may still come. Address and phone are masked unless the reader is the applicant."""

    ref: str
    name: str
    applicant_name: str
    state: JointState
    handing: Handing
    method: DeliveryMethod | None
    receiver: str
    phone: str
    address: str
    consent: bool
    outstanding: tuple[str, ...]
    results: tuple[KeptResult, ...]
    handouts: tuple[HandoutView, ...]
    version: int
    mine: bool
    agent: bool  # the reader chooses for her, by a 授权委托

    @property
    def may_choose(self) -> bool:
        return self.mine and all(one.returned_at for one in self.handouts)

    @property
    def on_way(self) -> HandoutView | None:
        return next((one for one in self.handouts if one.signed_at is None and one.returned_at is None), None)

    @property
    def ready(self) -> tuple[KeptResult, ...]:
        """What can be handed over now."""
        waits = self.handing is not Handing.TOGETHER or self.outstanding or self.state is JointState.OPEN
        return () if waits else tuple(one for one in self.results if not one.handed and not one.waybill)

    @property
    def unpaid(self) -> tuple[str, ...]:
        return tuple(one.item_name for one in self.ready if one.unpaid)


@dataclass(frozen=True)
class TogetherRow:
    number: str
    name: str
    applicant_name: str
    all_there_at: datetime | None
    method: DeliveryMethod | None
    on_way: bool


def handing_of_draft(actor: Actor, draft_id: str) -> HandingView:
    """Of one's own draft. One statement."""
    return _view(actor, _mine(actor, draft_id), [])


def handing_of(actor: Actor, number: str) -> HandingView:
    """For the applicant, and for whoever hands over for one of its organs. Four statements."""
    require_signed_in(actor)
    row = JointApplication.objects.filter(number=number).first()
    parts = list(JointPart.objects.filter(application=row).order_by("order")) if row else []
    if row is None or not (
        is_own(actor, row)
        or is_at_window(actor, row)
        or any(actor.may(Can.DELIVER, p.organ_id, p.item_id) for p in parts)
    ):
        raise NotFoundError("joint.unknown_number", f"没有编号为 {number} 的联办申请，请核对编号")
    return _view(actor, row, parts)


def _view(actor: Actor, row: JointApplication, parts: list[JointPart]) -> HandingView:
    mine = is_own(actor, row)
    numbers = [p.case_number for p in parts if p.case_number]
    phone, address = row.delivery_phone or "", row.delivery_address or ""
    rows = Handout.objects.filter(application=row).order_by("id") if row.number else []
    return HandingView(
        row.number or str(row.pk), terms(str(row.package_version_id)).name, row.applicant_name, JointState(row.state),
        Handing(row.handing), DeliveryMethod(row.delivery_method) if row.delivery_method else None,
        row.delivery_receiver, phone if mine else masking.phone(phone), address if mine else masking.address(address),
        row.electronic_consent, tuple(p.item_name for p in parts if p.state not in FINAL),
        tuple(cases.kept_results(actor, numbers)) if numbers else (), tuple(_handout(h) for h in rows), row.version, mine,
        row.agency_id in actor.agencies,
    )  # fmt: skip


def _handout(h: Handout) -> HandoutView:
    return HandoutView(
        h.number, h.method, h.receiver, h.relation, h.carrier, h.waybill, tuple(h.results), h.served_by, h.made_at,
        h.signed_at, h.returned_at,
    )  # fmt: skip


def to_hand_over(actor: Actor, text: str = "", after: str = "", limit: int = 30) -> Page[TogetherRow]:
    """一次领取: wholes whose results are all there and not signed for yet, longest waiting first. One statement."""
    require(actor, Can.DELIVER)
    served = Handout.objects.filter(application=OuterRef("pk"), signed_at__isnull=False)
    out = Handout.objects.filter(application=OuterRef("pk"), signed_at=None, returned_at=None)
    there = JointPart.objects.filter(application=OuterRef("pk"), state=PartState.GRANTED)
    there = there.filter(_within(actor))
    rows = JointApplication.objects.filter(
        ~Exists(served), Exists(there), handing=Handing.TOGETHER, all_there_at__isnull=False
    ).annotate(on_way=Exists(out))
    if text := text.strip():
        rows = rows.filter(Q(number__startswith=text) | Q(applicant_name__startswith=text))
    found = list(keyset(rows, ["all_there_at", "id"], after, limit))
    cut = page(found, limit, (), lambda r: (r.all_there_at, r.pk))
    return Page([_row(r) for r in cut.rows], cut.next)


def _within(actor: Actor) -> Q:
    """Parts this actor hands over for: of her organs, and in named items by entrustment."""
    reach = actor.reach(Can.DELIVER)
    if reach is None:
        return Q()
    here = Q(organ_id__in=reach)
    for organ_id, items in actor.entrusted(Can.DELIVER):
        here |= Q(organ_id=organ_id, item_id__in=sorted(items))
    return here


def _row(r: JointApplication) -> TogetherRow:
    return TogetherRow(
        str(r.number), terms(str(r.package_version_id)).name, r.applicant_name, r.all_there_at,
        DeliveryMethod(r.delivery_method) if r.delivery_method else None, bool(r.__dict__["on_way"]),
    )  # fmt: skip
