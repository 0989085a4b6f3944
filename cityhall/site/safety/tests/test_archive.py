"""The archive's script keeps a stretch of the log once, and never another under the same name."""

import subprocess
from pathlib import Path

import pytest

from cityhall.site import checks
from cityhall.site.embedded import wal
from cityhall.site.safety import looks

NAME = "000000010000000000000001"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "archive.sh"
    path.write_text(wal.SCRIPT)
    (tmp_path / "kept").mkdir()
    (tmp_path / "source").write_bytes(b"log" * 1000)
    return path


def keep(script: Path) -> int:
    here = script.parent
    return subprocess.run(["sh", script, here / "source", here / "kept", NAME], check=False).returncode


def test_what_is_kept_is_kept_whole_and_once(script: Path) -> None:
    (script.parent / "kept" / f".{NAME}.77").write_bytes(b"half")  # of one that was killed
    assert keep(script) == 0
    assert [p.name for p in (script.parent / "kept").iterdir()] == [NAME]
    assert (script.parent / "kept" / NAME).read_bytes() == b"log" * 1000
    assert keep(script) == 0, "the same again is no trouble"


def test_nothing_is_overwritten(script: Path) -> None:
    assert keep(script) == 0
    (script.parent / "source").write_bytes(b"other")
    assert keep(script) != 0
    assert (script.parent / "kept" / NAME).read_bytes() == b"log" * 1000


@pytest.mark.django_db
def test_the_doctor_says_when_the_log_is_not_archived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert looks.archive().level == checks.OK
    monkeypatch.setenv("CITYHALL_WAL_DIR", str(tmp_path))
    off = looks.archive()
    assert (off.level, "重新启动" in off.text) == (checks.BAD, True)
