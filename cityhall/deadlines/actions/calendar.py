"""Calendars come in: a notice is imported or seeded, the edition moves on, every open due date is computed again."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from cityhall.deadlines import adapters, rules
from cityhall.deadlines.models import Deadline, Edition, Notice, SpecialDay
from cityhall.deadlines.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.imports import ImportReport, Note
from cityhall.kernel.journal.record import record
from cityhall.kernel.workdays import SpecialDay as SpecialDayTerm

from .again import recompute

LONGEST_TRANSACTION = timedelta(minutes=1)


@dataclass
class Changes:
    """What a set of notices would do to the tables."""

    days: list[SpecialDay] = field(default_factory=list)
    gone: list[date] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.days or self.gone or self.notices)


def import_calendar(actor: Actor, files: Sequence[Mapping[str, object]], *, dry_run: bool = False) -> ImportReport:
    """导入放假安排: take over whole years in the shape of holiday-cn; with `dry_run` only say what would be."""
    require(actor, Can.MANAGE_CALENDAR)
    report = ImportReport(dry_run=dry_run)
    read = rules.read_notices(files, report)
    if dry_run or not read:
        compare(read, report)
        return report
    answer = _publish(actor, read, report)
    notes = [Note(**note) for note in answer.pop("notes")]  # type: ignore[attr-defined]
    return ImportReport(**answer, notes=notes)  # type: ignore[arg-type]


def seed_calendars(actor: Actor) -> int:
    """Fill the years nobody has entered from `chinesecalendar`; answers how many. Sowing again changes nothing."""
    have = set(Notice.objects.values_list("year", flat=True))
    missing = [file for year, file in adapters.known_years().items() if year not in have]
    if missing:
        import_calendar(actor, missing)
    return len(missing)


def settle(actor: Actor) -> None:
    """Compute once more after a change of calendar: acts that were under way when it came may have used the old one."""
    late = clock.now() - LONGEST_TRANSACTION
    stamp = Edition.objects.filter(settled=False, changed_at__lte=late).values_list("stamp", flat=True).first()
    if stamp is not None:
        _settle(actor, stamp)


@action
def _publish(actor: Actor, read: list[rules.NoticeFile], report: ImportReport) -> dict[str, object]:
    _take_over(actor, read, report)
    for notice in read:
        record(actor, "calendar.imported", f"calendar:{notice.year}", days=len(notice.days), **report.counts())
    return report.as_dict()


@action
def correct_day(actor: Actor, day: date, works: bool | None, name: str, reason: str) -> int:
    """更正一天 of a published year: off, worked, or (None) what the week says; by the same way a year comes in, so
    every open due date is computed again. Answers how many moved."""
    require(actor, Can.MANAGE_CALENDAR)
    if not reason.strip():
        raise InvalidInputError("calendar.reason_missing", "请写明更正的原因和依据文件", "reason")
    notice = corrected(day, works, name)
    moved = _take_over(actor, [notice], ImportReport())
    record(
        actor, "calendar.corrected", f"calendar:{notice.year}", day=day.isoformat(), works=works, recomputed=moved,
        reason=reason.strip()[:300],
    )  # fmt: skip
    return moved


def corrected(day: date, works: bool | None, name: str) -> rules.NoticeFile:
    """The notice the day belongs to, with this day put right; refused where that changes nothing."""
    row = SpecialDay.objects.filter(day=day).first()
    year = row.year if row else day.year
    known = Notice.objects.filter(year=year).first()
    if known is None:
        raise NotFoundError("calendar.no_year", f"{year} 年的放假安排尚未录入，请先导入当年的放假通知")
    if row is None and works is None:
        raise WrongStateError("calendar.ordinary_already", f"{day} 本来就按平常的周规则计算，不需要恢复")
    if works is not None and not name.strip():
        raise InvalidInputError("calendar.name_missing", "请写明这一天属于哪个节日或者什么安排", "name")
    days = {d: SpecialDayTerm(w, n) for d, w, n in _days_of(year) if d != day}
    if works is not None:
        days[day] = SpecialDayTerm(works, name.strip()[:60])
        if row is not None and (row.works, row.name) == (works, name.strip()[:60]):
            raise WrongStateError("calendar.same_already", f"{day} 已经是这样安排的，不需要更正")
    return rules.NoticeFile(year, known.document, days)


def _days_of(year: int) -> Iterable[tuple[date, bool, str]]:
    return SpecialDay.objects.filter(year=year).order_by("day").values_list("day", "works", "name")


def _take_over(actor: Actor, read: Sequence[rules.NoticeFile], report: ImportReport) -> int:
    """The notices into the tables, and every open due date again; answers how many were."""
    edition = locked_edition()
    require(actor, Can.MANAGE_CALENDAR)

    changes = compare(read, report)
    if not changes:
        return 0
    _write(changes)
    recomputed = recompute()
    next_edition(edition)
    years = sorted(notice.year for notice in read)
    record(actor, "calendar.changed", "calendar:edition", edition=edition.number, recomputed=recomputed, years=years)
    return recomputed


@action
def _settle(actor: Actor, stamp: str) -> None:
    edition = Edition.objects.select_for_update().get(id=1)
    recomputed = 0
    if edition.stamp == stamp and not edition.settled:
        recomputed = recompute()
        edition.settled = True
        edition.save(update_fields=["settled"])
    record(actor, "calendar.settled", "calendar:edition", edition=edition.number, recomputed=recomputed)


def compare(read: Sequence[rules.NoticeFile], report: ImportReport) -> Changes:
    """The notices against the tables, counted into the report."""
    years = [notice.year for notice in read]
    known = {row.year: row for row in Notice.objects.filter(year__in=years)}
    dates = [day for notice in read for day in notice.days]
    have = {row.day: row for row in SpecialDay.objects.filter(day__in=dates)}
    by_year = SpecialDay.objects.filter(year__in=years).values_list("day", "year")
    changes = Changes()
    wanted = {notice.year: notice.days for notice in read}
    changes.gone = sorted(day for day, year in by_year if day not in wanted[year])
    if changes.gone:
        listed = "、".join(day.isoformat() for day in changes.gone)
        report.notes.append(Note(0, "days", f"新安排中不再有这些日子，已按平常的周规则处理：{listed}"))
    for notice in read:
        _compare_days(notice, have, changes, report)
        title = f"国务院办公厅关于 {notice.year} 年部分节假日安排的通知"
        if notice.year not in known or known[notice.year].document != notice.document:
            changes.notices.append(
                Notice(year=notice.year, title=title, document=notice.document, imported_at=clock.now())
            )
    return changes


def _compare_days(
    notice: rules.NoticeFile, have: Mapping[date, SpecialDay], changes: Changes, report: ImportReport
) -> None:
    for day, special in notice.days.items():
        row = have.get(day)
        if row is not None and (row.works, row.name, row.year) == (special.works, special.name, notice.year):
            report.unchanged += 1
            continue
        report.created += row is None
        report.updated += row is not None
        changes.days.append(SpecialDay(day=day, works=special.works, name=special.name, year=notice.year))


def _write(changes: Changes) -> None:
    SpecialDay.objects.filter(day__in=changes.gone).delete()
    SpecialDay.objects.bulk_create(
        {row.day: row for row in changes.days}.values(),
        update_conflicts=True, unique_fields=["day"], update_fields=["works", "name", "year"],
    )  # fmt: skip
    Notice.objects.bulk_create(
        changes.notices,
        update_conflicts=True, unique_fields=["year"], update_fields=["title", "document", "imported_at"],
    )  # fmt: skip


def locked_edition() -> Edition:
    """The calendar's one edition, held until the end of the act; founded if there is none yet."""
    Edition.objects.bulk_create([Edition(stamp="", changed_at=clock.now())], ignore_conflicts=True)
    return Edition.objects.select_for_update().get(id=1)


def next_edition(edition: Edition) -> None:
    """A new stamp sends every process back to the tables; where no promise is running there is nothing to settle."""
    edition.number += 1
    edition.stamp = uuid.uuid4().hex
    edition.changed_at = clock.now()
    edition.settled = not Deadline.objects.exists()
    edition.save(update_fields=["number", "stamp", "changed_at", "settled"])
