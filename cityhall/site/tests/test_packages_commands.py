"""`cityhall packages`: what comes with the program, taken in by an operator."""

import json
from pathlib import Path

import pytest

from cityhall.joint.models import Package
from cityhall.joint.tests import shipped
from cityhall.kernel.journal.models import Entry
from cityhall.site import program

pytestmark = pytest.mark.django_db(transaction=True)


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = program.main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_listed_looked_at_and_taken_in_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped.city("gongcheng", workers=False)
    _, listed = ask(capsys, "packages", "list")
    assert len(listed["packages"]) == 8  # type: ignore[arg-type]
    assert program.main(["packages", "list"]) == 0
    assert "gongcheng" in capsys.readouterr().out

    code, plan = ask(capsys, "packages", "load", "gongcheng", "--dry-run", "--variant", "fuzhou")
    assert (code, plan["problems"]) == (0, [])
    assert not Package.objects.exists()
    assert program.main(["packages", "load", "gongcheng", "--dry-run"]) == 0
    assert "building_permit" in capsys.readouterr().out

    told = tmp_path / "map.json"
    told.write_text(json.dumps({"organs": {"housing": "样例市住房和城乡建设局"}}, ensure_ascii=False))
    code, made = ask(capsys, "packages", "load", "gongcheng", "--organ-map", str(told), "--variant", "fuzhou")
    assert (code, made["fresh"]) == (0, True)
    assert Package.objects.get().draft["stages"][0]["name"] == "立项决策"
    assert program.main(["packages", "load", "gongcheng"]) == 0
    assert "没有改动" in capsys.readouterr().out
    assert {e.actor for e in Entry.objects.filter(event="package.loaded")} == {"运维"}


@pytest.mark.parametrize(("text", "reason"), [
    ("[", "cli.json"), ("[]", "cli.json"), ('{"organs": {"housing": "没有这个局"}}', "joint.cannot_load"),
    ('{"organs": {"house": "住建局"}}', "joint.bad_map"),
])  # fmt: skip
def test_a_map_that_cannot_be_used_is_refused_with_a_sentence(
    text: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "map.json"
    told.write_text(text)
    code, answer = ask(capsys, "packages", "load", "gongcheng", "--organ-map", str(told))
    assert code == 1
    assert answer["error"]["code"] == reason  # type: ignore[index]
    assert not Package.objects.exists()
