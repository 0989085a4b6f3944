"""What comes of cases: licences, what is published of grants, results nobody has fetched, the archive package."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from cityhall.cases.models import ArchivePackage, Case, Decision, Delivery, Invitation, Licence
from cityhall.cases.terms import Can, DeliveryMethod, DeliveryState, LicenceStatus, Outcome, Status
from cityhall.catalogue.terms import Procedure
from cityhall.deadlines import queries as deadlines
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.files.store import Stored
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking
from cityhall.kernel.workdays import UnpublishedYearError
from cityhall.organs import queries as organs

from .visible import organs_seen, visible, within

MOST_CHASES = 3


@dataclass(frozen=True)
class LicenceView:
    number: str
    name: str
    kind: str
    case_number: str
    organ: str
    holder: str
    valid_from: date
    valid_until: date | None
    status: LicenceStatus
    replaces: str
    ended_at: datetime | None
    ended_by: str

    @property
    def runs_out(self) -> bool:
        """Has its own time passed, whatever the register says?"""
        return self.valid_until is not None and self.valid_until < clock.today()


@dataclass(frozen=True)
class PublishedRow:
    """A grant as the public reads it (行政许可法 第四十条)."""

    case_number: str
    item: str
    holder: str  # masked for natural persons
    organ: str
    decided_on: date
    words: str
    result_name: str
    result_number: str
    valid_until: date | None


@dataclass(frozen=True)
class UncollectedRow:
    number: str
    item_name: str
    applicant_name: str
    phone: str  # masked
    decided_at: datetime
    method: str
    chases: int
    chased_at: datetime | None


@dataclass(frozen=True)
class PackageView:
    stored: Stored
    name: str
    files: int
    retention: str
    made_at: datetime


@dataclass(frozen=True)
class InvitationView:
    case_number: str
    item_name: str
    sent_at: datetime


def licences_of(actor: Actor, ref: str = "", limit: int = 50) -> list[LicenceView]:
    """The licences of a holder: one's own without `ref`; somebody's, for staff, within the organs they reach."""
    return _licences(_held(actor, ref).order_by("-id")[:limit])


def licences_page(actor: Actor, ref: str = "", after: str = "", limit: int = 50) -> Page[LicenceView]:
    """The same by pages, latest first. One statement."""
    found = list(keyset(_held(actor, ref).select_related("case", "organ", "replaces"), ["-id"], after, limit))
    cut = page(found, limit, (), lambda r: (r.pk,), after)
    return Page(_views(cut.rows), cut.next, cut.prev)


def _held(actor: Actor, ref: str) -> QuerySet[Licence]:
    require_signed_in(actor)
    if not ref:
        rows = Licence.objects.filter(case__application__account=actor.account_id)
    else:
        seen = organs_seen(actor)
        rows = Licence.objects.filter(holder_ref=ref)
        rows = (
            rows if seen is None else rows.filter(Q(organ_id__in=seen) | Q(case__application__account=actor.account_id))
        )
    return rows


def licence(number: str, *, public: bool = True) -> LicenceView:
    """One licence by its number, as anybody may check it: a natural person's name is masked in public."""
    found = _licences(Licence.objects.filter(number=number.strip())[:1], public=public)
    if not found:
        raise NotFoundError("case.no_licence", "登记簿中没有这个证照编号，请核对证照上的编号", field="number")
    return found[0]


def _licences(rows: QuerySet[Licence], *, public: bool = False) -> list[LicenceView]:
    return _views(list(rows.select_related("case", "organ", "replaces")), public=public)


def _views(found: Sequence[Licence], *, public: bool = False) -> list[LicenceView]:
    return [
        LicenceView(
            r.number, r.name, r.kind, "" if public else str(r.case.number), r.organ.name,
            _holder(r.holder_name, r.holder_ref) if public else r.holder_name, r.valid_from, r.valid_until,
            LicenceStatus(r.status), r.replaces.number if r.replaces else "", r.ended_at, r.ended_by if not public else "",
        )
        for r in found
    ]  # fmt: skip


def _holder(name: str, ref: str) -> str:
    """Companies by their name; a natural person, and whoever is not known to be a company, masked."""
    return name if ref.startswith("entity:") else masking.name(name)


def published(after: str = "", limit: int = 30, text: str = "") -> Page[PublishedRow]:
    """准予行政许可决定, latest first, open to everybody (第四十条). Two statements. `text` finds a unit by its name, an
    item, a number; not a natural person, whose name is only shown in part."""
    later = Decision.objects.filter(case=OuterRef("case"), number__gt=OuterRef("number"))
    rows = Decision.objects.filter(
        ~Exists(later), outcome=Outcome.GRANTED, case__item__procedure=Procedure.LICENCE
    ).select_related("case", "case__application")
    if text := text.strip():
        unit = Q(case__applicant_name__contains=text, case__application__applicant_ref__startswith="entity:")
        rows = rows.filter(unit | Q(case__item_name__contains=text) | Q(result_number__contains=text))
    found = list(keyset(rows, ["-id"], after, limit))
    cut = page(found, limit, ["-id"], lambda d: [d.pk])
    named = organs.organs_named({d.case.organ_id for d in cut.rows})
    return Page(
        [
            PublishedRow(
                str(d.case.number), d.case.item_name, _holder(d.case.applicant_name, d.case.application.applicant_ref),
                named.get(d.case.organ_id, ""), clock.day_of(d.made_at), d.words, d.result_name, d.result_number,
                d.valid_until,
            )
            for d in cut.rows
        ],
        cut.next,
    )  # fmt: skip


def _uncollected(before: datetime) -> QuerySet[Case]:
    """Decided, to be fetched, and neither in the post nor on the notice board."""
    sent = Delivery.objects.filter(case=OuterRef("pk"), state=DeliveryState.SENT)
    fetched = ("", DeliveryMethod.WINDOW)
    return Case.objects.filter(
        ~Exists(sent), status=Status.DECIDED, decided_at__lt=before, application__delivery_method__in=fetched
    )


def uncollected(actor: Actor, after: str = "", limit: int = 30) -> Page[UncollectedRow]:
    """Results nobody has come for, oldest first, for the issuing desk: how often she was reminded, whom to call."""
    rows = _uncollected(clock.now() - timedelta(days=settings.CHASE_DAYS)).select_related("application")
    rows = rows.filter(within(actor, Can.DELIVER))
    found = list(keyset(rows, ["decided_at", "id"], after, limit))
    cut = page(found, limit, (), lambda c: (c.decided_at, c.pk))
    return Page([_uncollected_row(c) for c in cut.rows], cut.next)


def _uncollected_row(case: Case) -> UncollectedRow:
    application = case.application
    phone = masking.phone(application.contact_phone) or "（未留）"
    method = DeliveryMethod(application.delivery_method or DeliveryMethod.WINDOW).label
    return UncollectedRow(
        str(case.number), case.item_name, case.applicant_name, phone, case.decided_at or clock.now(), method,
        case.chases, case.chased_at,
    )  # fmt: skip


def waiting_too_long(most: int) -> Sequence[str]:
    """Whom the house should remind today: more than `CHASE_DAYS` working days since the decision, fewer than three
    reminders, none within the week."""
    now, today = clock.now(), clock.today()
    rows = _uncollected(now - timedelta(days=settings.CHASE_DAYS)).filter(
        chases__lt=MOST_CHASES, application__kept=False
    )
    rows = rows.filter(Q(chased_at=None) | Q(chased_at__lte=now - timedelta(days=7))).order_by("decided_at", "id")
    calendar = deadlines.calendar()
    picked = []
    for number, decided_at in rows.values_list("number", "decided_at")[:most]:
        try:
            due = calendar.add(clock.day_of(decided_at or now), settings.CHASE_DAYS) < today
        except UnpublishedYearError:
            due = False  # nobody can say yet; she is not pressed before her days are over
        if due:
            picked.append(str(number))
    return picked


def package_of(actor: Actor, number: str) -> PackageView:
    """归档包, for those who keep the archive of that organ or may see its cases."""
    case = visible(actor).filter(number=number).first() or _archived(actor, number)
    if case is None:
        raise NotFoundError("case.unknown", f"没有找到编号为 {number} 的办件，或不在您的查看范围内")
    if not actor.may(Can.ARCHIVE, case.organ_id):
        require(actor, Can.SEE, case.organ_id, case.item_id)
    row = ArchivePackage.objects.filter(case=case).first()
    if row is None:
        raise NotFoundError("case.no_package", "这件还没有归档包；归档后由系统制作，请稍后再查看")
    stored = Stored(row.sha256, row.size, "application/zip")
    return PackageView(stored, f"{number}-归档包.zip", row.files, row.retention, row.made_at)


def _archived(actor: Actor, number: str) -> Case | None:
    case = Case.objects.filter(number=number).first()
    return case if case is not None and actor.may(Can.ARCHIVE, case.organ_id) else None


def invitation(token: str) -> InvitationView:
    """Whose service the bearer of this token was asked to rate."""
    row = Invitation.objects.filter(token=token).values_list("case_number", "sent_at").first()
    if row is None:
        raise NotFoundError("case.no_invitation", "没有找到这份评价邀请，请核对链接")
    name = Case.objects.filter(number=row[0]).values_list(F("item_name"), flat=True).first()
    return InvitationView(row[0], str(name or ""), row[1])
