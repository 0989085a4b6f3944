"""预审 for the intake desk: the drafts whose applicants asked, and no other; personal values are masked."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from cityhall.cases.models import Case, MaterialFile, ProceedingRow
from cityhall.cases.terms import OPEN_STAGES, Can, Proceeding, Status
from cityhall.catalogue.terms import ItemTerms
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import ClockView
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.files.store import Stored
from cityhall.kernel.paging import Page, keyset, page
from cityhall.kernel.secrets import masking

from .drafts import FormField, MaterialView, fields_of, materials_of, situated
from .visible import within


@dataclass(frozen=True)
class PreReviewRow:
    draft: str
    item_name: str
    applicant_name: str
    asked_at: datetime
    note: str
    clock: ClockView | None


@dataclass(frozen=True)
class PreReviewPage:
    """A draft as the desk reads it. There is no version: the applicant may go on typing, the answer is about this."""

    draft: str
    terms: ItemTerms
    applicant_name: str
    applicant_mask: str
    contact_name: str
    contact_phone: str
    asked_at: datetime
    note: str
    fields: tuple[FormField, ...]
    materials: tuple[MaterialView, ...]
    clock: ClockView | None

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(m.spec.name for m in self.materials if m.spec.required and not m.given)


def pre_reviews(actor: Actor, after: str = "", limit: int = 30) -> Page[PreReviewRow]:
    """What waits for an opinion at this actor's intake desks, asked longest ago first. Two statements."""
    require(actor, Can.INTAKE)
    found = list(keyset(_waiting(actor).select_related("case"), ["opened_at", "id"], after, limit))
    cut = page(found, limit, (), lambda row: (row.opened_at, row.pk))
    clocks = _clocks(cut.rows)
    return Page([_row(row, clocks) for row in cut.rows], cut.next)


def pre_review_page(actor: Actor, draft: str) -> PreReviewPage:
    """One draft under pre-review; any other draft is unknown here."""
    row = _one(actor, draft)
    case = row.case
    application, terms = case.application, situated(case)
    return PreReviewPage(
        draft=str(application.pk), terms=terms, applicant_name=application.applicant_name,
        applicant_mask=application.applicant_mask, contact_name=application.contact_name,
        contact_phone=masking.phone(application.contact_phone), asked_at=row.opened_at, note=row.reason,
        fields=fields_of(application, terms, clear=False), materials=materials_of(case, terms),
        clock=_clocks([row]).get(row.pk),
    )  # fmt: skip


def pre_review_file(actor: Actor, draft: str, file_id: int) -> tuple[Stored, str]:
    """A file of a draft under pre-review: content and name."""
    row = _one(actor, draft)
    mine = MaterialFile.objects.filter(material__application=row.case.application_id, removed_at=None)
    file = mine.filter(pk=file_id).first()
    if file is None:
        raise NotFoundError("case.no_file", "没有找到这个文件，申请人可能已经移除；请刷新页面")
    return Stored(file.sha256, file.size, file.media_type), file.name


def _waiting(actor: Actor) -> QuerySet[ProceedingRow]:
    rows = ProceedingRow.objects.filter(
        kind=Proceeding.PRE_REVIEW, stage__in=OPEN_STAGES, case__status=Status.DRAFT
    )  # fmt: skip
    return rows.filter(within(actor, Can.INTAKE, "case"))


def _one(actor: Actor, draft: str) -> ProceedingRow:
    require(actor, Can.INTAKE)
    try:
        key = uuid.UUID(str(draft))
    except ValueError:
        key = uuid.UUID(int=0)
    row = _waiting(actor).filter(case__application_id=key).select_related("case__application").first()
    if row is None:
        raise NotFoundError("case.no_pre_review", "这份草稿没有等待预审：可能已经答复、提交或删除；请刷新列表")
    return row


def _clocks(rows: Sequence[ProceedingRow]) -> dict[int, ClockView]:
    refs = {f"beside:{_application_of(row.case)}/{row.pk}": row.pk for row in rows}
    return {refs[one.ref]: one for one in deadlines.clocks_of(refs) if one.stopped_on is None}


def _application_of(case: Case) -> str:
    return str(case.application_id)


def _row(row: ProceedingRow, clocks: dict[int, ClockView]) -> PreReviewRow:
    case = row.case
    return PreReviewRow(
        str(case.application_id), case.item_name, case.applicant_name, row.opened_at, row.reason, clocks.get(row.pk)
    )  # fmt: skip
