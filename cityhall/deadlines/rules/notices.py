"""Reading a year's holiday notice in the JSON shape of holiday-cn: {year, papers, days: [{name, date, isOffDay}]}."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cityhall.kernel.imports import ImportReport, Note
from cityhall.kernel.workdays import MONDAY_TO_FRIDAY, SpecialDay

FIRST_YEAR, LAST_YEAR = 1999, 2200


@dataclass
class NoticeFile:
    """One year's notice as read. A year with a single bad row is not taken over: half a calendar counts wrongly."""

    year: int
    document: str = ""
    days: dict[date, SpecialDay] = field(default_factory=dict)
    bad: int = 0


def read_notices(files: Sequence[Mapping[str, object]], report: ImportReport) -> list[NoticeFile]:
    """The notices that are whole; everything doubtful or empty is noted in the report."""
    whole = []
    for n, file in enumerate(files, start=1):
        year = file.get("year")
        if not isinstance(year, int) or isinstance(year, bool) or not FIRST_YEAR <= year <= LAST_YEAR:
            report.notes.append(Note(0, "year", f"第 {n} 个文件没有有效的年份，未导入"))
            continue
        notice = _read(year, file, report)
        if notice is not None:
            whole.append(notice)
    return whole


def _read(year: int, file: Mapping[str, object], report: ImportReport) -> NoticeFile | None:
    rows, papers = file.get("days"), file.get("papers")
    if not isinstance(rows, list) or not rows:
        report.notes.append(Note(0, "days", f"{year} 年的放假安排尚未公布（文件中没有日期），未导入"))
        return None
    document = " ".join(str(p) for p in papers) if isinstance(papers, list) else ""
    notice = NoticeFile(year, document[:400])
    report.rows += len(rows)
    for n, row in enumerate(rows, start=1):
        trouble = _take(notice, row)
        if trouble:
            notice.bad += 1
            report.notes.append(Note(n, trouble[0], f"{year} 年：{trouble[1]}"))
        else:
            _doubt(notice, n, row, report)
    if notice.bad:
        report.rejected += len(rows)
        report.notes.append(Note(0, "year", f"{year} 年有 {notice.bad} 行无法识别，整年未导入，请改正后重新导入"))
        return None
    return notice


def _take(notice: NoticeFile, row: object) -> tuple[str, str] | None:
    """Put one row into the notice, or say which column is wrong and why."""
    if not isinstance(row, Mapping):
        return "days", "这一行不是日期记录"
    try:
        day = date.fromisoformat(str(row.get("date")))
    except ValueError:
        return "date", f"“{row.get('date')}”不是有效的日期，应写成 2026-01-01 的样子"
    off, name = row.get("isOffDay"), str(row.get("name") or "").strip()
    if not isinstance(off, bool):
        return "isOffDay", "应为 true（放假）或 false（上班）"
    if not name:
        return "name", "没有写节日名称"
    if abs(day.year - notice.year) > 1:
        return "date", f"{day} 不属于这一年的安排"
    if day in notice.days:
        return "date", f"{day} 出现了两次"
    notice.days[day] = SpecialDay(works=not off, name=name[:60])
    return None


def _doubt(notice: NoticeFile, n: int, row: Mapping[str, object], report: ImportReport) -> None:
    day = date.fromisoformat(str(row["date"]))
    if notice.days[day].works and day.weekday() in MONDAY_TO_FRIDAY:
        report.flagged += 1
        report.notes.append(Note(n, "isOffDay", f"{day} 本来就是工作日，仍标为调休上班，请核对"))
