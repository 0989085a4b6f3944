"""The demo's packages hold: their data, what they save, and an application carried to its end."""

from datetime import timedelta

import pytest

from cityhall.catalogue.rules import codes
from cityhall.catalogue.terms import Procedure
from cityhall.joint import queries
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE
from cityhall.site.testing import drain
from cityhall.twin import files
from cityhall.twin.city import build, staff_actor
from cityhall.twin.joint import CLERK, at_the_window, publish_packages, start_up

DATA = files.load("joint.json")


def test_its_items_carry_codes_that_hold() -> None:
    organs = {o.key: o for o in files.departments()}
    shipped = {item.key: item for code in DATA["packages"] for item in queries.shipped_package(code).items}
    assert set(DATA["codes"]) | set(DATA["items"]) == set(shipped)
    for key, row in DATA["codes"].items():
        item = shipped[key]
        assert row["item_code"].startswith(organs[DATA["organs"][item.role]].credit_code + "3")
        code = codes.parse_item(row["item_code"])
        assert codes.disagreements(code, base_code=row["base_code"], procedure=Procedure(item.procedure)) == []
    known = {i.code for i in files.items()} | {i.short_code for i in files.items()}
    taken = [value for row in DATA["codes"].values() for value in (row["item_code"], row.get("short_code")) if value]
    assert len(taken) == len(set(taken))
    assert not known & set(taken)
    assert not {s.login for s in files.staff()} & {row["login"] for row in DATA["staff"]}


@pytest.mark.django_db(transaction=True)
def test_all_packages_are_offered_and_one_application_is_under_way() -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        city = build(HOUSE)
        publish_packages(HOUSE, city.organs)
        publish_packages(HOUSE, city.organs)
        drain()

    assert {row.code for row in queries.offered()} == set(DATA["packages"])
    of_2014 = queries.guide("sizheng").put
    assert len(of_2014.parts) == 4
    assert of_2014.saved.fields < of_2014.saved.fields_before / 2
    assert of_2014.saved.materials < of_2014.saved.materials_before / 2
    for code in DATA["packages"]:
        checked = queries.package_draft(staff_actor("guanli01"), code).checked
        assert checked is not None
        assert not checked.blocked

    number = start_up(drain)
    page = queries.joint_page(staff_actor("scjshenhe01"), number)
    assert [(p.key, p.state) for p in page.parts] == [
        ("licence", "granted"), ("seal", "received"), ("invoice", "received"), ("social", "received"), ("fund", "received"),
    ]  # fmt: skip

    at_window = at_the_window(drain)
    clerk = staff_actor(CLERK)
    rows = queries.taken_here(clerk).rows
    assert sorted(row.state for row in rows) == ["draft", "open"]
    here = queries.joint_page(clerk, at_window)
    assert (here.at_window, here.answers, [p.key for p in here.parts]) == (True, True, ["food", "sign"])
