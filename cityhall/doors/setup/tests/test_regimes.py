"""办理规则 on the screen: what they allow, a change first seen and then saved, its history, whom it reaches."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import queries
from cityhall.catalogue.models import RegimeVersion
from cityhall.catalogue.terms import Can, Procedure
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_items import sent, typed

pytestmark = pytest.mark.django_db
EDIT = "/setup/regimes/service/edit/"


@pytest.fixture
def keeper() -> Client:
    return at(
        given.staff(
            given.organ(),
            Can.SET_REGIMES,
            Can.EDIT_ITEMS,
            Can.PUBLISH_ITEMS,
            reach=Reach.EVERYWHERE,
            name="样例规则管理员",
        )
    )


def test_all_nine_kinds_are_listed_and_each_says_what_it_allows(keeper: Client) -> None:
    listed = page(keeper, "/setup/regimes/")
    for procedure in Procedure:
        assert f"/setup/regimes/{procedure}/" in listed
        shown = page(keeper, f"/setup/regimes/{procedure}/")
        assert "允许的环节" in shown
        assert "行政许可法 第三十二条第一款第四项" in shown
    page(keeper, "/setup/regimes/nothing/", 404)
    for url in ("/setup/regimes/", "/setup/regimes/licence/"):
        with CaptureQueriesContext(connection) as asked:
            page(keeper, url)
        assert len(asked) <= 5 + SIGNING_IN


def test_a_change_is_seen_first_and_then_saved_with_its_reason(keeper: Client) -> None:
    item = items.published_item(given.organ(), procedure=Procedure.SERVICE, name="样例受影响事项")
    values = {**typed(page(keeper, EDIT)), "notice_amount": "2", "notice_basis": "样例规定第一条"}
    values["moves"] = [m for m in values["moves"] if m != "ask_more"]
    values.pop("try", None)
    tried = text(keeper.post(EDIT, {**values, "try": "1"}))
    for words in (
        "预览：还没有保存",
        "2 个工作日（样例规定第一条）",
        "不再有：补充说明",
        "<b>1</b> 个已发布的事项",
        "保存并生效",
    ):
        assert words in tried
    assert not RegimeVersion.objects.exists()
    bare = keeper.post(EDIT, {**values, "do": "1"})
    assert bare.status_code == 422
    assert "请写明修改的原因和依据" in text(bare)
    saved = keeper.post(EDIT, {**values, "why": "依据样例规定第一条", "do": "1"})
    assert (saved.status_code, saved["Location"]) == (302, "/setup/regimes/service/")
    shown = page(keeper, "/setup/regimes/service/")
    for words in (
        "第 2 版",
        "样例规则管理员",
        "依据样例规定第一条",
        "启用时的规则",
        "样例受影响事项",
        "下一次发布时采用新规则",
    ):
        assert words in shown
    assert "公共服务的办理规则 · 受理告知时限" not in page(keeper, f"/setup/items/{item}/")  # no draft is open
    assert "公共服务的办理规则 · 受理告知时限" in page(keeper, f"/setup/items/{item}/publish/")
    assert "本市有改动" in page(keeper, "/setup/regimes/")


def test_every_rule_is_given_back_as_it_was(keeper: Client) -> None:
    for procedure in Procedure:
        url = f"/setup/regimes/{procedure}/edit/"
        values = typed(page(keeper, url))
        values.pop("do", None)
        answer = keeper.post(url, {**values, "why": "什么都没改", "do": "1"})
        assert answer.status_code == 409, procedure
        assert "没有任何改动" in text(answer)
    assert not RegimeVersion.objects.exists()


def test_what_the_law_does_not_allow_is_refused_at_its_field(keeper: Client) -> None:
    url = "/setup/regimes/licence/edit/"
    for change, words in (
        ({"notice_amount": "6"}, "不能超过 5 个工作日"),
        ({"refused": ""}, "不予许可应当书面决定"),
        ({"delivery_basis": ""}, "送达时限的依据”没有填写"),
    ):
        for button in ("try", "do"):
            values = {k: v for k, v in {**typed(page(keeper, url)), **change}.items() if k not in ("try", "do")}
            refused = keeper.post(url, {**values, "why": "样例", button: "1"})
            assert refused.status_code == 422
            assert words in text(refused)
    field = next(iter(change))
    assert f'href="#id_{field}"' in text(refused)


def test_two_keepers_collide_and_the_later_keeps_her_words(keeper: Client) -> None:
    values = typed(page(keeper, EDIT))
    values.pop("try", None)
    assert sent(keeper, EDIT, granted="办好", why="先改", do="1").status_code == 302
    late = keeper.post(EDIT, {**values, "granted": "办成", "why": "后改", "do": "1"})
    assert late.status_code == 412
    assert "办成" in text(late)
    assert queries.regime_of(Procedure.SERVICE).granted == "办好"


def test_who_looks_after_one_organ_reads_and_does_not_change() -> None:
    local = at(given.staff(given.organ(), Can.EDIT_ITEMS))
    shown = page(local, "/setup/regimes/licence/")
    assert "由市级管理员修改" in shown
    assert "/setup/regimes/licence/edit/" not in shown
    page(local, "/setup/regimes/licence/edit/", 403)
    page(at(given.staff(given.organ())), "/setup/regimes/", 403)
