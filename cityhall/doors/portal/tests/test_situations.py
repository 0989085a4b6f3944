"""A citizen answers a few questions and gets exactly her materials and fields."""

import io

import pytest
from django.test import Client
from pypdf import PdfReader

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.cases.models import Application, Case
from cityhall.cases.tests import given as cases
from cityhall.cases.tests.given import Place
from cityhall.cases.tests.test_situations import CHEF, CONTENT, EATING_IN

from . import given
from .given import browser, text
from .test_apply import start

pytestmark = pytest.mark.django_db


def begun() -> tuple[Place, Client, str]:
    here = given.place(**CONTENT)
    client = browser(here.citizen)
    return here, client, start(here, client)


def test_the_guide_lists_materials_by_situation_and_the_list_has_an_address() -> None:
    here = given.place(**CONTENT)
    url = f"/items/{here.terms.item_id}/"
    plain = text(browser().get(url))
    assert "选一选，看看要带什么" in plain
    assert "1—3 份" in plain
    told = text(browser().get(url, {"a-way": "堂食", "a-cold": "是"}))
    assert "您要准备的 2 份材料" in told
    assert "您不用交的 1 份" in told
    assert "a-way=%E5%A0%82%E9%A3%9F&amp;a-cold=%E6%98%AF" in told
    part = text(browser().get(url, {"a-way": "网店"}, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "网站备案材料" in part


def test_plain_words_follow_the_answers_wherever_they_are_read() -> None:
    here = given.place(**CONTENT)
    url = f"/items/{here.terms.item_id}/"

    def bring(**answers: str) -> str:
        told = Client().get(f"/api{url}summary", answers).json()
        return str(next(line["answer"] for line in told["lines"] if line["ask"] == "带什么"))

    assert bring() == "营业执照；另有 2 样看您的情况，回答“选一选”里的问题就知道"
    told = {"a-way": "堂食", "a-cold": "是"}
    assert bring(**told) == "营业执照、冷食专间布局图"
    assert "冷食专间布局图" in text(browser().get(f"{url}summary.txt", {**told, "sms": "1"}))
    assert "另有 2 样看情况" in text(browser().get(f"{url}summary.txt", {"sms": "1"}))
    assert f"{url}?a-way=%E5%A0%82" in text(browser().get(f"{url}summary.txt", told))
    page = text(browser().get(url, told))
    assert f"{url}guide.pdf?a-way=" in page
    assert '<dd id="bring">营业执照、冷食专间布局图</dd>' in page
    part = text(browser().get(url, told, headers={"HX-Request": "true"}))
    assert '<dd id="bring" data-elsewhere>营业执照、冷食专间布局图</dd>' in part
    leaflet = PdfReader(io.BytesIO(Client().get(f"{url}guide.pdf", told).content))
    words = "".join(one.extract_text() for one in leaflet.pages).replace("\n", "")
    assert "冷食专间布局图" in words
    assert "网站备案材料" not in words


def test_an_answer_that_is_none_is_no_answer() -> None:
    here = given.place(**CONTENT)
    told = text(browser().get(f"/items/{here.terms.item_id}/", {"a-way": "<script>", "a-cold": "x", "a-no": "1"}))
    assert "<script>" not in told.replace("<script src", "")
    assert "1—3 份" in told


def test_what_she_chose_in_the_guide_stands_in_her_form() -> None:
    here = given.place(**CONTENT)
    client = browser(here.citizen)
    answer = client.post(f"/items/{here.terms.item_id}/apply/?a-way=堂食&a-cold=是", {"applicant": "me"})
    draft = answer["Location"].strip("/").rpartition("/")[2]
    assert Application.objects.get(pk=draft).form == {"way": "堂食", "cold": "是"}
    page = text(client.get(f"/apply/{draft}/"))
    assert "冷食负责人身份证号" in page
    assert "您要准备 2 份材料" in page


def test_a_changed_answer_changes_the_form_at_once_and_saves_nothing() -> None:
    _, client, draft = begun()
    assert "店铺名称" in text(client.get(f"/apply/{draft}/"))
    shown = {"way": "网店", "shop": "样例网店", "shown_keys": "way,shop"}
    part = text(client.post(f"/apply/{draft}/situate/", shown, headers={"HX-Request": "true"}))
    assert "网址" in part
    assert "样例网店" in part
    assert 'name="cold"' not in part
    assert Application.objects.get(pk=draft).form == {}


def test_without_script_the_form_is_brought_up_to_date_by_a_button() -> None:
    _, client, draft = begun()
    answer = client.post(f"/apply/{draft}/", {"way": "网店", "situate": "1", "_seen": "1"})
    assert answer["Location"] == f"/apply/{draft}/#asked"
    assert "网址" in text(client.get(f"/apply/{draft}/"))


def test_the_server_decides_whatever_is_sent() -> None:
    here, client, draft = begun()
    sent = {"way": "网店", "cold": "是", "shop": "样例网店", "site": "shop.example", "chef": CHEF,
            "contact-number": "13900000001", "_seen": "1"}  # fmt: skip
    assert client.post(f"/apply/{draft}/", sent)["Location"] == f"/apply/{draft}/materials/"
    page = text(client.get(f"/apply/{draft}/check/"))
    assert "冷食负责人" not in page
    seen = Case.objects.get(application_id=draft).version
    assert "received" in client.post(f"/apply/{draft}/check/", {"_seen": seen})["Location"]
    case = Case.objects.select_related("application").get(application_id=draft)
    assert {**case.application.form, **case.application.sealed_form} == {
        "way": "网店", "shop": "样例网店", "site": "shop.example"}  # fmt: skip
    assert [m.spec.key for m in queries.case_page(here.clerk, str(case.number)).materials] == ["licence", "web"]


def test_files_that_are_not_asked_for_any_more_are_told() -> None:
    here, client, draft = begun()
    actions.save_draft(here.citizen, draft, EATING_IN)
    actions.attach(here.citizen, draft, "room", cases.file(), "room.pdf")
    actions.save_draft(here.citizen, draft, {"way": "网店", "shop": "样例网店"})
    assert "已上传但不用交的" in text(client.get(f"/apply/{draft}/materials/"))
    assert "不会随申请提交" in text(client.get(f"/apply/{draft}/check/"))


def test_an_answer_put_right_in_a_supplement_asks_for_the_fields_it_brings() -> None:
    here, client, draft = begun()
    actions.save_draft(here.citizen, draft, EATING_IN)
    for key in ("licence", "room"):
        actions.attach(here.citizen, draft, key, cases.file(), f"{key}.pdf")
    number = actions.receive(here.citizen, draft)
    actions.request_supplement(here.clerk, number, [Point("form", "申请表", "经营方式不对")])
    url = f"/my/{number}/supplement/"
    assert "经营方式" in text(client.get(url))
    seen = Case.objects.get(number=number).version
    refused = client.post(url, {"way": "网店", "shop": "样例网店", "_seen": seen})
    assert refused.status_code == 422
    assert "请填写“网址”" in text(refused)
    done = client.post(url, {"way": "网店", "shop": "样例网店", "site": "shop.example", "_seen": seen}, follow=True)
    assert "网站备案材料" in text(client.get(url)), text(done)


def test_an_item_without_questions_asks_none() -> None:
    here = given.place()
    page = text(browser().get(f"/items/{here.terms.item_id}/"))
    assert "选一选" not in page
    assert "data-live" not in page


def test_what_is_known_is_filled_in_offered_or_left_by_its_rule() -> None:
    fields = [
        {"key": "a", "label": "办事人", "origin": "person.name"},
        {"key": "b", "label": "签字人", "origin": "person.name", "reuse": "ask"},
        {"key": "c", "label": "姓名", "reuse": "never"},
    ]
    here = given.place(fields=fields)
    client = browser(here.citizen)
    draft = start(here, client)
    page = text(client.get(f"/apply/{draft}/"))
    assert f'name="a" value="{given.NAME}"' in page
    assert 'data-fill="b"' in page
    assert 'name="b" value=' not in page
    assert 'data-fill="c"' not in page
    assert 'name="c" value=' not in page
    client.post(f"/apply/{draft}/", {"a": given.NAME, "b": "", "c": "", "fill": "b", "_seen": "1"})
    assert Application.objects.get(pk=draft).form == {"a": given.NAME, "b": given.NAME}


def test_a_standard_field_is_known_from_another_item() -> None:
    from cityhall.catalogue import actions as items
    from cityhall.catalogue.terms import Shelf
    from cityhall.kernel.actor import HOUSE

    content = {"max_length": 60, "reuse": "ask", "origin": "before"}
    items.stock_library(HOUSE, [items.Stocked(Shelf.FIELD, "place.name", "店铺名称", content)], "样例")
    first = given.place(fields=[{"key": "shop", "label": "店铺名称", "standard": "place.name"}], materials=[])
    client = browser(first.citizen)
    draft = start(first, client)
    actions.save_draft(first.citizen, draft, {"shop": "样例小馆"})
    actions.receive(first.citizen, draft)
    second = given.place(fields=[{"key": "n1", "label": "门店招牌", "standard": "place.name"}], materials=[])
    page = text(client.get(f"/apply/{start(second, client)}/"))
    assert 'data-fill="n1" data-value="样例小馆"' in page
