"""The demo's packages hold: their data, what they save, and an application carried to its end."""

from datetime import timedelta

import pytest

from cityhall.catalogue.rules import codes, content
from cityhall.catalogue.terms import Procedure
from cityhall.joint import queries
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.site.testing import drain
from cityhall.twin import files
from cityhall.twin.city import build, staff_actor
from cityhall.twin.joint import publish_packages, start_up

DATA = files.load("joint.json")


def test_its_items_carry_codes_that_hold_and_contents_that_read() -> None:
    organs = {o.key: o for o in files.departments()}
    for row in DATA["items"]:
        assert row["code"].startswith(organs[row["organ"]].credit_code + "3")
        code = codes.parse_item(row["code"])
        assert codes.disagreements(code, base_code=row["code"][19:], procedure=Procedure(row["procedure"])) == []
        assert content.read_content(row["content"]).result
    known = {i.code for i in files.items()} | {i.short_code for i in files.items()}
    assert not known & {row[key] for row in DATA["items"] for key in ("code", "short_code")}
    assert not {s.login for s in files.staff()} & {row["login"] for row in DATA["staff"]}


@pytest.mark.django_db(transaction=True)
def test_both_packages_are_offered_and_one_application_is_under_way() -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        city = build(HOUSE)
        publish_packages(HOUSE, city.organs)
        publish_packages(HOUSE, city.organs)
        drain()

    assert [row.name for row in queries.offered()] == ["企业开办", "企业设立四证一体联审（2014 年样例）"]
    of_2014 = queries.guide("sizheng").put
    assert len(of_2014.parts) == 4
    assert of_2014.saved.fields < of_2014.saved.fields_before / 2
    assert of_2014.saved.materials < of_2014.saved.materials_before / 2
    for code in ("sizheng", "qiyekaiban"):
        checked = queries.package_draft(staff_actor("guanli01"), code).checked
        assert checked is not None
        assert not checked.blocked

    number = start_up(drain)
    page = queries.joint_page(staff_actor("scjshenhe01"), number)
    assert [(p.key, p.state) for p in page.parts] == [
        ("licence", "granted"), ("seal", "received"), ("invoice", "received"), ("social", "received"), ("fund", "received"),
    ]  # fmt: skip
