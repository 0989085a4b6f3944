"""Where the tests' calendars are: our own example, and the public collection beside the project where it is present."""

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
COLLECTION = ROOT.parent / "shared" / "data" / "holiday-cn"


def example() -> dict[str, object]:
    return _read(ROOT / "examples" / "calendar" / "2026.json")


def collection() -> list[dict[str, object]]:
    """Every year of holiday-cn, oldest first; without it the test is skipped."""
    if not COLLECTION.is_dir():
        pytest.skip("shared/data/holiday-cn is not here; examples/calendar is tested instead")
    return [_read(file) for file in sorted(COLLECTION.glob("2*.json"))]


def _read(file: Path) -> dict[str, object]:
    content = json.loads(file.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def notice(year: int, *days: tuple[str, str, bool]) -> dict[str, object]:
    """A notice as a file: (date, name, is off)."""
    rows = [{"date": day, "name": name, "isOffDay": off} for day, name, off in days]
    return {"year": year, "papers": ["样例通知"], "days": rows}


def rows(file: dict[str, object]) -> list[dict[str, Any]]:
    days = file["days"]
    assert isinstance(days, list)
    return days
