"""A citizen takes the proof of her case away and has it checked in the browser; a changed one is found out."""

import json
from pathlib import Path

from playwright.sync_api import expect

from cityhall.cases.tests import given
from cityhall.kernel.journal import sealing
from cityhall.kernel.tests.alone import alone

from . import axe, camera
from .conftest import Person


def test_the_record_of_a_case_is_taken_away_and_checked(person: Person, tmp_path: Path) -> None:
    here = given.place()
    number = given.received(here)
    page = person("phone", account_id=here.citizen.account_id)
    page.goto(f"/my/{number}/proof/")
    expect(page.get_by_text("还没有固化的记录")).to_be_visible()
    with alone():
        sealing.seal_settled()
    page.goto(f"/my/{number}/")
    page.get_by_role("link", name="证明这些记录没有被改动").click()
    camera.portrait(page, "proof", screens=("phone", "narrow", "desk"))
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载证明").click()
    file = tmp_path / "proof.json"
    coming.value.save_as(file)
    page.get_by_role("link", name="核验证明").click()
    page.get_by_label("证明文件").set_input_files(file)
    expect(page.get_by_text("核验通过")).to_be_visible()
    camera.portrait(page, "proof-checked", screens=("phone", "desk"))
    assert not axe.look(page, {"proof": f"/my/{number}/proof/", "proof-check": "/proof/"})
    proof = json.loads(file.read_text())
    proof["lines"][0]["line"]["at"] = "2020-01-01T00:00:00.000000+00:00"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(proof))
    page.goto("/proof/")
    page.get_by_label("证明文件").set_input_files(changed)
    expect(page.get_by_text("与固化时不同")).to_be_visible()
    expect(page.get_by_text("核验没有通过")).to_be_visible()
