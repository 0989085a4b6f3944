"""Logs: what is masked, what a line holds, how long files are kept, two processes at one file."""

import json
import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cityhall.kernel import logs, trace
from cityhall.kernel.errors import InvalidInputError


def line(message: str, *args: object, fault: bool = False, **more: object) -> logging.LogRecord:
    record = logging.LogRecord("cityhall.web", logging.INFO, __file__, 1, message, args, None)
    if fault:
        try:
            raise ValueError("phone 13912345678 of 990101199001011239")
        except ValueError:
            record.exc_info = sys.exc_info()
    record.__dict__.update(more)
    logs.Numbered().filter(record)
    return record


@pytest.mark.parametrize(("said", "kept"), [
    ("身份证 990101199001011239 核对", "身份证 990101********1239 核对"),
    ("身份证 99010119900101123X", "身份证 990101********123X"),
    ("电话13912345678。", "电话139****5678。"),
    ("card 6222021234567890123", "card 6222********0123"),
    ("GET /progress?code=AB12CD&x=1", "GET /progress?code=***&x=1"),
    ("Authorization: Bearer", "Authorization: ***"),
    ("{'password': 'Secret-1'}", "{'password': '***'}"),
    ("mail to a.b@city.example", "mail to ***@***"),
    ("办件 990100-2026-00000012 受理", "办件 990100-2026-00000012 受理"),  # a case's number is no secret
    ("sha 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",) * 2,
])  # fmt: skip
def test_what_looks_personal_is_masked(said: str, kept: str) -> None:
    assert logs.masked(said) == kept


def test_a_line_for_people_and_one_for_programs() -> None:
    with trace.tracing("gateway-000200"):
        record = line("电话 %s", "13912345678", route="my/<slug:number>/", status=200, ms=12.5)
    text = logs.Line().format(record)
    assert "[gateway-000200] 电话 139****5678 route=my/<slug:number>/ status=200 ms=12.5" in text
    told = json.loads(logs.Structured().format(record))
    assert (told["trace"], told["message"], told["status"]) == ("gateway-000200", "电话 139****5678", 200)


def test_a_fault_is_told_without_what_it_was_about() -> None:
    record = line("fault", fault=True)
    for text in (logs.Line().format(record), logs.Structured().format(record)):
        assert "ValueError" in text
        assert "13912345678" not in text
        assert "990101199001011239" not in text


def test_less_than_half_a_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="至少保存六个月"):
        logs.Daily(str(tmp_path), 30)


def test_only_files_whose_days_are_over_are_deleted(tmp_path: Path) -> None:
    today = datetime.now(UTC)  # noqa: TID251 - a log is of the machine's own day
    for days in (1, 183, 184, 400):
        (tmp_path / f"cityhall-{today - timedelta(days=days):%Y-%m-%d}.log").write_text("x")
    (tmp_path / "other-2020-01-01.log").write_text("x")
    handler = logs.Daily(str(tmp_path), 183)
    handler.setFormatter(logs.Line())
    handler.emit(line("今天"))
    kept = {file.name for file in tmp_path.iterdir()}
    assert kept == {
        "other-2020-01-01.log", f"cityhall-{today:%Y-%m-%d}.log", f"cityhall-{today - timedelta(days=1):%Y-%m-%d}.log",
        f"cityhall-{today - timedelta(days=183):%Y-%m-%d}.log",
    }  # fmt: skip


WRITER = """
import logging, sys
from cityhall.kernel import logs
handler = logs.Daily(sys.argv[1], 183)
handler.setFormatter(logs.Structured())
for n in range(400):
    handler.emit(logging.LogRecord(sys.argv[2], logging.INFO, "f", 1, "行 %d " + "字" * 300, (n,), None))
"""


def test_two_processes_write_one_file_and_no_line_is_torn(tmp_path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name]) for name in ("one", "two")]
    assert [process.wait(60) for process in running] == [0, 0]
    found = [json.loads(text) for file in tmp_path.iterdir() for text in file.read_text().splitlines()]
    assert len(found) == 800
    assert {one["logger"] for one in found} == {"one", "two"}


def test_a_log_that_cannot_be_written_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logs.Daily(str(tmp_path), 183)
    handler.setFormatter(logs.Line())
    monkeypatch.setattr(logging, "raiseExceptions", False)
    handler.folder = tmp_path / "gone" / "away"
    handler.emit(line("x"))
