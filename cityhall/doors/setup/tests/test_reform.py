"""改革台账 on screen: a round, an entry with what follows, one lifted."""

import pytest

from cityhall.catalogue import queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests import visit
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs

pytestmark = pytest.mark.django_db


def filled(**told: object) -> dict[str, object]:
    return {
        "kind": "cancelled", "title": "取消取水许可", "document": "样例政发〔2026〕18 号", "items": "取水许可",
        "effective_on": clock.today().isoformat(), "round_id": "", "subjects": "", "into": "", "outside": "", "note": "", **told,
    }  # fmt: skip


def test_an_entry_is_registered_takes_effect_and_is_lifted() -> None:
    organ = organs.organ()
    item_id = items.published_item(organ, name="取水许可")
    desk = visit.at(organs.staff(organ, *Can, reach=Reach.EVERYWHERE))
    today = clock.today().isoformat()
    answer = desk.post(
        "/setup/reform/rounds/new/", {"title": "第四轮", "document": "样例政发〔2026〕18 号", "issued_on": today}
    )
    made = int(answer["Location"].rstrip("/").rpartition("/")[2])
    assert f'value="{made}" selected' in visit.page(desk, f"/setup/reform/new/?round={made}")
    answer = desk.post("/setup/reform/new/", filled(round_id=made))
    assert answer.status_code == 302, visit.text(answer)
    assert queries.published(item_id) is None
    entry = answer["Location"]
    assert "1 项已经停止办理" in visit.page(desk, entry)
    assert "取消取水许可" in visit.page(desk, f"/setup/reform/rounds/{made}/")
    assert "改革台账" in visit.page(desk, "/setup/reform/")
    assert desk.post(f"{entry}lift/", {"why": " "}).status_code == 422
    assert desk.post(f"{entry}lift/", {"why": "样例政发〔2026〕30 号"}).status_code == 302
    assert "撤销登记" in visit.page(desk, entry)


def test_what_is_wrong_stays_on_the_form() -> None:
    organ = organs.organ()
    item_id = items.published_item(organ, name="取水许可")
    desk = visit.at(organs.staff(organ, Can.REFORM, Can.PUBLISH_ITEMS))
    for wrong, sentence in (
        ({"items": "没有的"}, "“没有的”"), ({"items": ""}, "请列出涉及的事项"), ({"kind": "proof"}, "请逐项写明"),
        ({"kind": "merged"}, "并入哪个事项"), ({"effective_on": "2126-01-01"}, "请核对年份"),
    ):  # fmt: skip
        shown = visit.text(desk.post("/setup/reform/new/", filled(**wrong)))
        assert sentence in shown
        assert "样例政发〔2026〕18 号" in shown
    assert queries.published(item_id) is not None


def test_a_stranger_is_refused() -> None:
    organ = organs.organ()
    item_id = items.published_item(organ, name="取水许可")
    visit.page(visit.at(organs.staff(organ)), "/setup/reform/", 403)
    other = visit.at(organs.staff(organs.organ(), Can.REFORM, Can.PUBLISH_ITEMS))
    assert other.post("/setup/reform/new/", filled()).status_code == 403
    assert queries.published(item_id) is not None
