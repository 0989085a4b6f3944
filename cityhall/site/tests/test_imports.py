"""The import commands as an operator gives them."""

import json
from pathlib import Path

import pytest

from cityhall.kernel.journal.models import Entry
from cityhall.site import program

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    file = tmp_path / "towns.csv"
    file.write_bytes("code,name\n99,试验省\n9901,试验市\n990101,试验县\nabc,错码镇\n".encode("gb18030"))
    return file


def _ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = program.main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_divisions_come_in_once_and_bad_rows_are_named(towns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, first = _ask(capsys, "divisions", "import", str(towns))
    assert (code, first["rows"], first["created"], first["rejected"]) == (1, 4, 3, 1)
    assert first["notes"][0]["row"] == 4  # type: ignore[index]
    _, again = _ask(capsys, "divisions", "import", str(towns))
    assert (again["created"], again["unchanged"]) == (0, 3)
    assert {e.actor for e in Entry.objects.filter(event="divisions.imported")} == {"运维"}


def test_a_dry_run_changes_nothing(towns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, dry = _ask(capsys, "divisions", "import", "--dry-run", str(towns))
    _, real = _ask(capsys, "divisions", "import", str(towns))
    assert dry["created"] == real["created"] == 3


def test_a_calendar_comes_in_from_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = [{"name": "元旦", "date": "2031-01-01", "isOffDay": True}]
    (tmp_path / "2031.json").write_text(json.dumps({"year": 2031, "papers": ["试验通知"], "days": days}))
    code, report = _ask(capsys, "calendar", "import", str(tmp_path))
    assert (code, report["rows"], report["created"]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["divisions", "import", "nowhere.csv"], "cli.unreadable"),
        (["calendar", "import", "bad.json"], "cli.json"),
        (["divisions", "import", "bad.json"], "cli.columns"),
        (["catalogue", "import", "bad.json", "bad.json"], "cli.one_file"),
        (["calendar", "import", "."], "cli.no_files"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(
    words: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "only-bad"
    folder.mkdir()
    monkeypatch.chdir(folder if words[-1] == "." else tmp_path)
    (tmp_path / "bad.json").write_text("{")
    code, answer = _ask(capsys, *words)
    assert (code, answer["error"]["code"]) == (1, reason)  # type: ignore[index]


@pytest.mark.skipif(not SHARED.exists(), reason="the big lists are not on this machine")
def test_the_real_lists_come_in_whole(capsys: pytest.CaptureFixture[str]) -> None:
    lists = [str(SHARED / "divisions" / f"{name}.csv") for name in ("provinces", "cities", "areas", "streets")]
    code, divisions = _ask(capsys, "divisions", "import", *lists)
    assert (code, divisions["rejected"], divisions["flagged"]) == (0, 0, 0)
    assert (divisions["rows"], divisions["created"], divisions["unchanged"]) == (44703, 44699, 4)
    code, items = _ask(capsys, "catalogue", "import", str(SHARED / "guangan_items" / "items.csv"))
    assert (code, items["rows"], items["flagged"], items["rejected"]) == (0, 1135, 154, 0)
