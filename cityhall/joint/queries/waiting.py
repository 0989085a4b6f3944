"""预审: the parts whose turn has not come, for their organs; and what they see of the one form and the one set of materials."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cityhall.joint.models import JointFile, JointPart
from cityhall.joint.terms import Can, JointState, Opinion, PartState
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .applications import FileView, put_of, slots_of


@dataclass(frozen=True)
class WaitingRow:
    id: int
    number: str
    part: str
    item_name: str
    name: str
    applicant_name: str
    submitted_at: datetime | None
    opinion: Opinion | None


@dataclass(frozen=True)
class ToPreReview:
    """A part that waits: its own fields (personal ones left out) and its materials, as the applicant handed them in."""

    number: str
    part: str
    item_name: str
    applicant_name: str
    fields: tuple[tuple[str, str], ...]
    materials: tuple[tuple[str, tuple[FileView, ...]], ...]
    opinion: Opinion | None
    opinion_note: str


def waiting_parts(actor: Actor, after: str = "", limit: int = 30) -> Page[WaitingRow]:
    """What will come to the actor's organs, oldest first. One statement."""
    require(actor, Can.SEE)
    rows = JointPart.objects.filter(state=PartState.WAITING, application__state=JointState.OPEN)
    reach = actor.reach(Can.SEE)
    if reach is not None:
        rows = rows.filter(organ_id__in=reach)
    found = list(keyset(rows.select_related("application__package_version"), ["id"], after, limit))
    cut = page(found, limit, ["id"], lambda row: (row.pk,), after)
    return Page([_row(p) for p in cut.rows], cut.next, cut.prev)


def _row(p: JointPart) -> WaitingRow:
    whole = p.application
    return WaitingRow(
        p.pk, str(whole.number), p.key, p.item_name, whole.package_version.name, whole.applicant_name, whole.submitted_at,
        Opinion(p.opinion) if p.opinion else None,
    )  # fmt: skip


def to_pre_review(actor: Actor, number: str, part_key: str) -> ToPreReview:
    """What a waiting organ sees. Three statements."""
    part = _waiting(actor, number, part_key)
    here = put_of(part.application)
    values = here.values_for(part.key, part.application.form)
    own = [s for s in slots_of(part.application, here) if any(u.part == part.key for u in s.spec.uses)]
    return ToPreReview(
        number, part.key, part.item_name, part.application.applicant_name,
        tuple((f.label, values[f.key]) for f in here.items[part.key].fields if values.get(f.key) and not f.personal),
        tuple((s.spec.name, s.files) for s in own), Opinion(part.opinion) if part.opinion else None, part.opinion_note,
    )  # fmt: skip


def waiting_file(actor: Actor, number: str, part_key: str, file_id: int) -> FileView:
    """A file of a material the waiting item asks for."""
    found = to_pre_review(actor, number, part_key)
    files = (file for _, files in found.materials for file in files if file.id == file_id)
    if (file := next(files, None)) is None:
        raise NotFoundError("joint.no_file", "没有找到这个文件，可能已经移除")
    return file


def _waiting(actor: Actor, number: str, part_key: str) -> JointPart:
    rows = JointPart.objects.select_related("application").filter(application__number=number, key=part_key)
    part = rows.filter(state=PartState.WAITING, application__state=JointState.OPEN).first()
    if part is None or not actor.may(Can.SEE, part.organ_id):
        raise NotFoundError("joint.nothing_to_review", "没有待预审的这一项，可能已经分送；请刷新页面")
    return part


def contents_in_use(asked: Sequence[str]) -> set[str]:
    """Those of these contents (SHA-256) that a shared material still names."""
    return set(
        JointFile.objects.filter(sha256__in=asked, removed_at=None).values_list("sha256", flat=True)
    )  # fmt: skip
