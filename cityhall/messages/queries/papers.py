"""Reading papers: they are seen through the case they belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.prepared import TEXTS, Prepared
from cityhall.messages.models import Paper, Scan
from cityhall.messages.rules.wording import SEALS
from cityhall.messages.terms import PaperKind, Service


@dataclass(frozen=True)
class PaperView:
    """`sha256` is empty until the PDF is made (`actions.pdf_of` makes it); `seal` is empty where none is due."""

    number: str
    kind: PaperKind
    title: str
    ref: str
    organ_id: int
    issued_on: date
    issued_by: str
    seal: str
    sha256: str
    printed_at: datetime | None
    stamped_sha256: str
    stamped_at: datetime | None
    stamped_by: str
    served_at: datetime | None
    served_by: str
    service: Service | None
    version: int


def papers_of(refs: Iterable[str]) -> list[PaperView]:
    """The papers of these refs, oldest first. The caller has already checked that the reader may see the refs."""
    return [_view(row) for row in PAPERS.rows(list(refs))]


PAPERS = Prepared(lambda refs: Paper.objects.filter(ref__any=refs).defer("facts").order_by("id"), TEXTS)


def paper(number: str) -> PaperView:
    """One paper. The caller must check that the reader may see its `ref` before showing anything of it."""
    row = Paper.objects.filter(number=number).defer("facts").first()
    if row is None:
        raise NotFoundError("paper.unknown", f"没有找到文书“{number}”，请核对文号")
    return _view(row)


def scans(number: str) -> list[tuple[str, datetime, str]]:
    """Every stamped scan of a paper: content, when, by whom; newest last. Same duty on the caller as `paper`."""
    rows = Scan.objects.filter(paper__number=number).order_by("id")
    return list(rows.values_list("sha256", "at", "by"))


def _view(p: Paper) -> PaperView:
    kind = PaperKind(p.kind)
    return PaperView(
        p.number, kind, p.title, p.ref, p.organ_id, p.issued_on, p.issued_by, SEALS.get(kind, ""), p.sha256,
        p.printed_at, p.stamped_sha256, p.stamped_at, p.stamped_by, p.served_at, p.served_by,
        Service(p.service) if p.service else None, p.version,
    )  # fmt: skip


def to_stamp(refs: Iterable[str], limit: int = 200) -> list[tuple[str, str, datetime]]:
    """Of these refs, the papers that need a seal and have come back with none: (case number, title, since when). The
    caller has already checked that the reader may see the refs."""
    rows = Paper.objects.filter(
        ref__in=list(refs), kind__in=[kind for kind, seal in SEALS.items() if seal], stamped_at=None
    ).order_by("id")
    found = rows.values_list("ref", "title", "issued_at")[:limit]
    return [(ref.removeprefix("case:"), title, at) for ref, title, at in found]


def contents_in_use(asked: Sequence[str]) -> set[str]:
    """Those of these contents (SHA-256) that are a paper or the scan of one."""
    made = Paper.objects.filter(sha256__in=asked).values_list("sha256", flat=True)
    scanned = Scan.objects.filter(sha256__in=asked).values_list("sha256", flat=True)
    return set(made) | set(scanned)
