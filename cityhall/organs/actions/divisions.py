"""Divisions come in by the file: tens of thousands of rows in a few statements."""

from collections.abc import Sequence

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError
from cityhall.kernel.imports import ImportReport, Note
from cityhall.kernel.journal.record import record
from cityhall.organs import rules
from cityhall.organs.models import Division
from cityhall.organs.terms import Can

BATCH = 5000


@action
def import_divisions(actor: Actor, rows: Sequence[tuple[str, str]], dry_run: bool = False) -> dict[str, object]:
    """导入行政区划: (code, name) rows of any level. New ones begin today; a changed name begins a new period; a row
    whose code is wrong is rejected, one whose superior is unknown is kept and flagged. Answers an ImportReport."""
    require(actor, Can.MANAGE_DIVISIONS)
    report = ImportReport(rows=len(rows), dry_run=dry_run)
    wanted = _read(rows, report)
    have = dict(Division.objects.filter(valid_until=None).values_list("code", "name"))
    _flag_orphans(wanted, have, report)
    fresh = {code: name for code, (_, name) in wanted.items() if code not in have}
    renamed = {code: name for code, (_, name) in wanted.items() if code in have and have[code] != name}
    report.created, report.updated = len(fresh), len(renamed)
    report.unchanged += len(wanted) - len(fresh) - len(renamed)
    if not dry_run:
        _write(fresh, renamed)
    record(actor, "divisions.imported", "divisions:all", **report.counts(), dry_run=dry_run)
    return report.as_dict()


def _read(rows: Sequence[tuple[str, str]], report: ImportReport) -> dict[str, tuple[int, str]]:
    wanted: dict[str, tuple[int, str]] = {}
    for n, (short, name) in enumerate(rows, 1):
        try:
            code = rules.full_code(short.strip())
        except InvalidInputError as wrong:
            report.rejected += 1
            report.notes.append(Note(n, "code", wrong.message))
            continue
        if code in wanted and wanted[code][1] == name.strip():
            report.unchanged += 1  # lists repeat a county that has no towns, or a city that has no counties
            continue
        if not name.strip() or code in wanted:
            report.rejected += 1
            reason = "名称为空" if not name.strip() else f"与第 {wanted[code][0]} 行代码重复"
            report.notes.append(Note(n, "name" if not name.strip() else "code", reason))
            continue
        wanted[code] = (n, name.strip())
    return wanted


def _flag_orphans(wanted: dict[str, tuple[int, str]], have: dict[str, str], report: ImportReport) -> None:
    for code, (n, _) in wanted.items():
        parent = rules.parent_of(code)
        if parent and parent not in wanted and parent not in have:
            report.flagged += 1
            report.notes.append(Note(n, "code", f"没有上级区划 {parent}，请一并导入上级"))


def _write(fresh: dict[str, str], renamed: dict[str, str]) -> None:
    today = clock.today()
    if renamed:
        Division.objects.filter(code__in=renamed, valid_until=None, valid_from=today).delete()
        Division.objects.filter(code__in=renamed, valid_until=None).update(valid_until=today)
    rows = [
        Division(code=c, name=n, level=rules.level_of(c), parent_code=rules.parent_of(c), valid_from=today)
        for c, n in {**fresh, **renamed}.items()
    ]
    Division.objects.bulk_create(rows, batch_size=BATCH)
