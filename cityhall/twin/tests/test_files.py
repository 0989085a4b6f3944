import csv
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from cityhall.cases.rules.forms import check_form
from cityhall.catalogue.rules import codes, content, publishing, regimes
from cityhall.catalogue.terms import Procedure
from cityhall.kernel.identifiers import check_credit_code, check_id_number, check_mobile
from cityhall.twin import answers, examples, files
from cityhall.twin.roles import ROLES

ROOT = Path(__file__).resolve().parents[3]
PUBLIC = ROOT.parent / "shared" / "data" / "divisions"
TODAY = date(2026, 11, 20)
ITEMS = [pytest.param(item, id=item.short_code) for item in files.items()]


def test_the_city_has_the_shape_the_documents_give() -> None:
    levels = Counter(len(d.code) for d in files.divisions())
    assert levels == {2: 1, 4: 1, 6: 7, 9: 95, 12: 864}
    assert len({d.code for d in files.divisions()}) == len(files.divisions())
    assert len(files.departments()) == 47
    assert len(files.load("organs.json")["centres"]) == 8
    assert len(files.city_windows()) == 30


def test_every_division_lies_in_its_superior() -> None:
    codes = {d.code for d in files.divisions()}
    for code in codes:
        cut = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}[len(code)]
        assert not cut or code[:cut] in codes, code


def test_no_county_city_or_town_bears_the_name_or_code_of_a_real_one() -> None:
    if not PUBLIC.exists():
        pytest.skip(f"the public list of divisions is not at {PUBLIC}")
    names, provinces = set(), set()
    for name in ("provinces", "cities", "areas", "streets"):
        with (PUBLIC / f"{name}.csv").open(encoding="utf-8") as source:
            for row in csv.DictReader(source):
                names.add(row["name"])
                provinces.add(row["code"][:2])
    ours = [d for d in files.divisions() if len(d.code) <= 9]
    assert not {d.name for d in ours} & names
    assert not {d.code[:2] for d in ours} & provinces


def test_codes_and_numbers_are_well_formed_and_belong_to_nobody() -> None:
    organs = [*files.departments(), *files.county_offices()]
    codes = [o.credit_code for o in organs] + [e.credit_code for e in files.entities()]
    assert len(set(codes)) == len(codes)
    assert all(check_credit_code(code)[2:4] == "99" for code in codes)
    people = files.persons()
    assert len({p.id_number for p in people}) == len({p.phone for p in people}) == len(people)
    for person in people:
        assert check_id_number(person.id_number, TODAY).startswith("319900")
        assert check_mobile(person.phone).startswith("154")


def test_windows_and_staff_name_organs_roles_and_windows_that_exist() -> None:
    organs = {o.key for o in files.departments()}
    windows = {w.number for w in files.city_windows()}
    served = {key for w in files.city_windows() for key in (*w.organs, *w.deciding)}
    assert served == organs
    for person in files.staff():
        assert person.organ in organs
        assert set(person.roles) <= {role.key for role in ROLES}
        assert not person.window or person.window in windows
        assert "样例" in person.post
    assert len({p.login for p in files.staff()}) == len(files.staff())


def test_every_organ_with_an_item_has_somebody_to_review_and_somebody_else_to_decide() -> None:
    reviewing = {p.organ for p in files.staff() if "reviewer" in p.roles and "approver" not in p.roles}
    deciding = {p.organ for p in files.staff() if "approver" in p.roles and "reviewer" not in p.roles}
    assert {item.organ for item in files.items()} <= reviewing & deciding


def test_instant_items_are_delegated_at_the_general_windows() -> None:
    general = [w for w in files.city_windows() if "无差别" in w.name]
    for window in general:
        assert {item.organ for item in files.items() if item.instant} <= set(window.deciding)
        assert {item.organ for item in files.items()} <= {*window.organs, *window.deciding}


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_is_complete_enough_to_be_published(item: files.ItemData) -> None:
    parts = content.read_content({**item.content, "keywords": list(item.keywords)})
    regime = regimes.override(regimes.regimes()[Procedure(item.procedure)], parts.regime)
    assert publishing.publish_problems(parts, publishing.Head(item.name, 1, regime=regime)) == []
    assert publishing.remarks(parts, regime.moves) == []
    assert 2 <= sum(1 for m in parts.materials if not m.when) <= 5
    assert all(m.standard and m.hint for m in parts.materials)
    assert any(f.personal for f in parts.fields)
    assert parts.summary
    assert parts.questions
    assert item.keywords


@pytest.mark.parametrize("item", ITEMS)
def test_sample_applicants_fill_the_form_as_it_asks(item: files.ItemData) -> None:
    fields = content.read_content(item.content).fields
    people = {p.key: p for p in files.persons()}
    rng = Random(1)
    for person in files.persons()[:3]:
        check_form(fields, answers.fill(item.content["fields"], answers.Who(person), TODAY, rng))
    for entity in files.entities()[:3]:
        who = answers.Who(people[entity.representative], entity)
        check_form(fields, answers.fill(item.content["fields"], who, TODAY, rng))


def test_codes_of_items_carry_the_organ_and_are_told_apart() -> None:
    organs = {o.key: o for o in files.departments()}
    for item in files.items():
        assert item.code.startswith(organs[item.organ].credit_code + "3")
        assert len(item.code) == 31
    assert len({i.code for i in files.items()}) == len({i.short_code for i in files.items()}) == len(files.items())


@pytest.mark.parametrize("name", sorted(examples.COLUMNS))
def test_the_example_files_are_written_from_the_same_data(name: str) -> None:
    assert (ROOT / "examples" / "divisions" / name).read_text(encoding="utf-8") == examples.tables()[name]


def test_where_a_step_wants_a_visit_two_people_of_the_organ_may_go() -> None:
    for item in files.items():
        if any(s.get("visit") for s in item.content["steps"]):
            going = [p for p in files.staff() if p.organ == item.organ and "surveyor" in p.roles]
            assert len(going) >= 2, item.short_code


def test_our_own_items_carry_codes_that_hold() -> None:
    for item in files.items():
        code = codes.parse_item(item.code)
        assert codes.disagreements(code, base_code=item.code[19:], procedure=Procedure(item.procedure)) == []
