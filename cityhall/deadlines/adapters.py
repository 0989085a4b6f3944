"""The well-kept list of past and current holidays that a new city starts from: the library `chinesecalendar`."""

from importlib.metadata import version

from chinese_calendar import Holiday, constants

OFFICIAL = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


def known_years() -> dict[int, dict[str, object]]:
    """Every year the library knows, in the JSON shape of a holiday notice."""
    paper = f"chinesecalendar {version('chinesecalendar')}"
    years: dict[int, dict[str, object]] = {}
    days: dict[int, list[dict[str, object]]] = {}
    for source, off in ((constants.holidays, True), (constants.workdays, False)):
        for day, name in source.items():
            word = Holiday(name).chinese
            row = {"name": OFFICIAL.get(word, word), "date": day.isoformat(), "isOffDay": off}
            days.setdefault(day.year, []).append(row)
    for year, rows in sorted(days.items()):
        years[year] = {"year": year, "papers": [paper], "days": sorted(rows, key=lambda row: str(row["date"]))}
    return years
