"""What an import answers: how many rows did what, and every doubtful row with its column and reason. Pure."""

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Note:
    """One remark: the row (1 = first row of data; of a spreadsheet, the number it has there), the column, and the reason."""

    row: int
    column: str
    reason: str


@dataclass
class ImportReport:
    """`created + updated + unchanged + rejected == rows`; `flagged` rows were kept, with remarks, as drafts."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    flagged: int = 0
    rejected: int = 0
    dry_run: bool = False
    notes: list[Note] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def counts(self) -> dict[str, int]:
        names = ("rows", "created", "updated", "unchanged", "flagged", "rejected")
        return {name: int(getattr(self, name)) for name in names}
