"""办件证明: one's own lines to take away; checked by the program that is handed out with them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import cityhall.doors.portal
from cityhall.cases import queries
from cityhall.cases.tests import given
from cityhall.doors.tests.visit import at, page
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.journal import sealing
from cityhall.kernel.tests.alone import alone

pytestmark = pytest.mark.django_db(transaction=True)
PROGRAM = Path(cityhall.doors.portal.__file__).parent / "static" / "portal" / "verify_proof.py"


def taken(folder: Path) -> tuple[Path, dict[str, Any], Client, str]:
    here = given.place()
    number = given.received(here)
    mine = at(here.citizen)
    assert "还没有固化的记录" in page(mine, f"/my/{number}/proof/")
    with alone():
        sealing.seal_settled()
    assert "下载证明" in page(mine, f"/my/{number}/proof/")
    answer = mine.get(f"/my/{number}/proof.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    file = folder / "proof.json"
    file.write_bytes(answer.content)
    return file, answer.json(), mine, number


def run(file: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM), str(file), *more], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_a_citizen_checks_her_case_without_us(tmp_path: Path) -> None:
    file, proof, mine, number = taken(tmp_path)
    key = mine.get("/api/journal/keys").json()["0"]
    for more in ((), (key,)):
        code, said = run(file, *more)
        assert (code, "核验通过" in said) == (0, True), said
    assert mine.get(f"/api/cases/{number}/proof").json()["lines"] == proof["lines"]
    assert "case.received" in {one["line"]["event"] for one in proof["lines"]}


@pytest.mark.parametrize("what", ["line", "path", "signature", "key", "format", "nonsense"])
def test_the_program_finds_what_was_changed(tmp_path: Path, what: str) -> None:
    file, proof, _, _ = taken(tmp_path)
    first, batch = proof["lines"][0], next(iter(proof["batches"].values()))
    other = ""
    match what:
        case "line":
            first["line"]["at"] = "2020-01-01T00:00:00.000000+00:00"
        case "path":
            first["path"] = [*first["path"], ["left", "00" * 32]]
        case "signature":
            batch["signature"] = "00" + batch["signature"][2:]
        case "key":
            other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"  # RFC 8032, 7.1, test 1
        case "format":
            proof["format"] = "another"
        case "nonsense":
            del proof["batches"]
    file.write_text(json.dumps(proof))
    code, said = run(file, *filter(None, [other]))
    assert code == (2 if what == "nonsense" else 1), said
    assert "核验通过" not in said


def test_nobody_else_gets_it(tmp_path: Path) -> None:
    _, _, _, number = taken(tmp_path)
    stranger = given.citizen()
    assert at(stranger).get(f"/my/{number}/proof.json").status_code == 404
    assert at(stranger).get(f"/api/cases/{number}/proof").status_code == 404
    assert Client().get(f"/my/{number}/proof.json").status_code == 302
    assert Client().get(f"/api/cases/{number}/proof").status_code == 401
    with pytest.raises(NotFoundError):
        queries.proof_of(stranger, number)
    assert "选择从“我的办件”下载的证明" in page(Client(), "/proof/")
