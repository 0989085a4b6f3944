"""The State Council's notices for 2024 to 2026 as they were read (国办发明电〔2023〕7号, 〔2024〕12号, 2025-11-04)."""

from collections.abc import Iterator
from datetime import date, timedelta

from cityhall.kernel.workdays import SpecialDay, WorkCalendar

OFF = {
    2024: "1/1 2/10-2/17 4/4-4/6 5/1-5/5 6/10-6/10 9/15-9/17 10/1-10/7",
    2025: "1/1 1/28-2/4 4/4-4/6 5/1-5/5 5/31-6/2 10/1-10/8",
    2026: "1/1-1/3 2/15-2/23 4/4-4/6 5/1-5/5 6/19-6/21 9/25-9/27 10/1-10/7",
}
WORKED = {
    2024: "2/4 2/18 4/7 4/28 5/11 9/14 9/29 10/12",
    2025: "1/26 2/8 4/27 9/28 10/11",
    2026: "1/4 2/14 2/28 5/9 9/20 10/10",
}
MONTHS = {
    2024: (22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22),
    2025: (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23),
    2026: (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23),
}
VECTORS = [
    ("2024-02-08", 1, "2024-02-09"),  # 除夕 is a legal working day
    ("2024-02-08", 5, "2024-02-21"),
    ("2024-04-30", 10, "2024-05-16"),
    ("2024-09-13", 20, "2024-10-17"),
    ("2025-01-24", 5, "2025-02-07"),
    ("2025-04-25", 1, "2025-04-27"),  # a Sunday, worked
    ("2025-09-26", 5, "2025-10-10"),
    ("2025-09-26", 20, "2025-10-30"),
    ("2026-02-13", 1, "2026-02-14"),  # a Saturday, worked
    ("2026-02-13", 20, "2026-03-19"),
    ("2026-02-13", 45, "2026-04-24"),
    ("2026-09-18", 10, "2026-10-09"),
    ("2026-09-30", 5, "2026-10-13"),
]


def _days(year: int, listed: str) -> Iterator[date]:
    for part in listed.split():
        first, _, last = part.partition("-")
        day, end = (date(year, *map(int, text.split("/"))) for text in (first, last or first))
        while day <= end:
            yield day
            day += timedelta(days=1)


def official() -> WorkCalendar:
    off = {day: SpecialDay(False, "节日") for year, listed in OFF.items() for day in _days(year, listed)}
    works = {day: SpecialDay(True, "节日") for year, listed in WORKED.items() for day in _days(year, listed)}
    return WorkCalendar(off | works, frozenset(OFF))
