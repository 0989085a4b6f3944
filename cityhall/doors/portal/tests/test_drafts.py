"""A draft of one's own: how far it is, what the city fills in, and two devices that write it at once."""

import pytest
from django.test import Client

from cityhall.cases import actions, queries
from cityhall.cases.models import Application
from cityhall.cases.tests import given as cases
from cityhall.cases.tests.given import FORM, Place
from cityhall.kernel import clock
from cityhall.people import actions as people_actions
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people

from . import given
from .given import browser, photo, text

pytestmark = pytest.mark.django_db

FIELDS = [
    {"key": "name", "label": "申请人姓名"},
    {"key": "id", "label": "身份证号", "kind": "id_number", "personal": True},
    {"key": "phone", "label": "联系电话", "kind": "phone"},
    {"key": "unit", "label": "单位名称", "required": False},
    {"key": "head", "label": "法定代表人", "required": False},
    {"key": "shop", "label": "店招名称"},
    {"key": "since", "label": "开业日期", "kind": "date", "required": False},
]


def start(here: Place, client: Client, applicant: str = "me") -> str:
    answer = client.post(f"/items/{here.terms.item_id}/apply/", {"applicant": applicant})
    return str(answer["Location"].strip("/").rpartition("/")[2])


def test_the_list_says_how_far_a_draft_is_and_what_is_missing() -> None:
    with clock.frozen("2026-11-20T10:32"):
        here = given.place()
        client = browser(here.citizen)
        draft = start(here, client)
        client.post(f"/apply/{draft}/", FORM | {"premises_address": ""})
        client.post(f"/apply/{draft}/materials/form/", {"file": [photo()]})
        page = text(client.get("/my/"))
        assert "必填内容 2 / 3" in page
        assert "必交材料 1 / 2" in page
        assert "经营场所地址、身份证明" in page
        assert "上次保存于 11月20日 10:32" in page
        client.post(f"/apply/{draft}/", FORM)
        client.post(f"/apply/{draft}/materials/identity/", {"file": [photo()]})
        page = text(client.get("/my/"))
        assert "都齐了，可以提交" in page
        assert f'href="/apply/{draft}/check/"' in page


def test_what_the_city_knows_stands_in_the_form_with_its_source() -> None:
    here = given.place(fields=FIELDS)
    client = browser(here.citizen)
    page = text(client.get(f"/apply/{start(here, client)}/"))
    assert f'value="{given.NAME}"' in page
    assert page.count("来自您的实名信息") == 2
    assert "来自您登录用的手机" in page
    assert 'aria-label="清空“申请人姓名”"' in page
    assert "还没有保存过" in page


def test_an_entity_s_fields_come_from_the_register_and_not_from_who_fills_them_in() -> None:
    here = given.place(fields=FIELDS)
    client, code = browser(here.citizen), people.entity("样例餐饮有限公司", representative="样法人")
    people_actions.link_entity(here.citizen, code, Tie.HANDLER)
    page = text(client.get(f"/apply/{start(here, client, code)}/"))
    assert 'value="样例餐饮有限公司"' in page
    assert 'value="样法人"' in page
    assert page.count("来自单位登记信息") == 2
    assert "来自您的实名信息" not in page


def test_what_was_said_last_time_is_offered_again_but_never_over_what_is_typed() -> None:
    here = given.place(fields=FIELDS)
    client = browser(here.citizen)
    with clock.frozen("2026-10-12T09:00"):
        first = start(here, client)
        said = {"name": given.NAME, "id": people.id_number(), "phone": "13900000009", "shop": "样例面馆"}
        client.post(f"/apply/{first}/", {**said, "since": "2026-10-01"})
        actions.receive(here.citizen, first)
    second = start(here, client)
    page = text(client.get(f"/apply/{second}/"))
    assert "来自您 2026年10月12日的申请" in page
    assert 'value="样例面馆"' in page
    assert "2026-10-01" not in page  # a date is declared afresh
    client.post(f"/apply/{second}/", {"shop": "样例粉馆", "name": given.NAME})
    page = text(client.get(f"/apply/{second}/"))
    assert 'value="样例粉馆"' in page
    assert "样例面馆" not in page
    assert "13900000009" not in page  # once saved, an empty field stays empty
    stranger = browser(people.citizen(name="样大例"))
    assert "样例面馆" not in text(stranger.get(f"/apply/{start(here, stranger)}/"))


def test_a_prefilled_field_is_cleared_and_the_rest_is_kept() -> None:
    here = given.place(fields=FIELDS)
    client = browser(here.citizen)
    draft = start(here, client)
    sent = {"name": given.NAME, "shop": "样例面馆", "clear": "name", "_seen": "1", "_key": "a"}
    assert client.post(f"/apply/{draft}/", sent)["Location"] == f"/apply/{draft}/#id_name"
    assert queries.draft(here.citizen, draft).values == {"shop": "样例面馆"}
    assert f'value="{given.NAME}"' not in text(client.get(f"/apply/{draft}/"))


def test_two_devices_at_once_lose_nothing_and_are_told() -> None:
    with clock.frozen("2026-11-20T10:32"):
        here = given.place()
        phone, desk = browser(here.citizen), browser(here.citizen)
        draft = start(here, phone)
        phone.post(f"/apply/{draft}/", FORM | {"_seen": "1", "_key": "a"})
        mine = FORM | {"premises_name": "样例粥铺", "contact_phone": "139"}
        late = desk.post(f"/apply/{draft}/", {**mine, "_seen": "1", "_key": "b"})
        page = text(late)
        assert late.status_code == 412
        assert "您 11月20日 10:32 在另一台设备或另一个页面保存过这份申请" in page
        assert "有 2 项和那里不同" in page
        assert 'value="样例粥铺"' in page
        assert 'value="139"' in page
        assert "样例面馆" in page
        assert 'name="_seen" value="2"' in page
        kept = desk.post(f"/apply/{draft}/", {**mine, "contact_phone": "13900000002", "_seen": "2", "_key": "c"})
        assert kept["Location"] == f"/apply/{draft}/materials/"
        assert Application.objects.get(pk=draft).form["premises_name"] == "样例粥铺"
        saved = phone.post(
            f"/apply/{draft}/save/", FORM | {"_seen": "2", "_key": "d"}, headers={"accept": "application/json"}
        )
        assert (saved.status_code, saved.json()["code"]) == (412, "call.stale")
        assert "在另一台设备或另一个页面保存过" in saved.json()["detail"]
        assert Application.objects.get(pk=draft).form["premises_name"] == "样例粥铺"


def test_what_this_page_has_just_saved_itself_is_no_collision() -> None:
    """The save while typing may be acknowledged only after the button was pressed with the version before it."""
    here = given.place()
    client = browser(here.citizen)
    draft = start(here, client)
    client.post(f"/apply/{draft}/save/", FORM | {"_seen": "1", "_key": "a"}, headers={"accept": "application/json"})
    sent = client.post(f"/apply/{draft}/", FORM | {"_seen": "1", "_key": "b"})
    assert sent["Location"] == f"/apply/{draft}/materials/"
    later = client.post(f"/apply/{draft}/", FORM | {"_seen": "1", "_key": "c", "later": "1"})
    assert later["Location"] == "/my/"
    assert (
        client.post(f"/apply/{draft}/", {**FORM, "premises_name": "别家", "_seen": "1", "_key": "d"}).status_code == 412
    )


def test_a_photo_nobody_can_open_is_refused_with_what_to_do() -> None:
    here = given.place()
    client = browser(here.citizen)
    draft = cases.draft(here, materials=())
    answer = client.post(
        f"/apply/{draft}/materials/identity/", {"file": [photo("IMG_1.HEIC", b"\0\0\0\x24ftypheic" + b"0" * 64)]}
    )
    assert answer.status_code == 422
    assert "这是 HEIC 格式的照片" in text(answer)
    assert "兼容性最佳" in text(answer)
    page = text(client.get(f"/apply/{draft}/materials/"))
    assert 'capture="environment"' in page
    assert page.count('name="file"') == 2 * len(here.terms.materials)
