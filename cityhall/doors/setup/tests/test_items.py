"""Setting up items: list, editor, problems, preview, publishing, history, import."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.cases.tests import given as cases
from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import Item
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ() -> int:
    return given.organ()


@pytest.fixture
def editor(organ: int) -> Actor:
    return given.staff(organ, Can.EDIT_ITEMS, Can.PUBLISH_ITEMS)


def typed(shown: str) -> dict[str, str | list[str]]:
    """The form of a page as a browser would send it back unchanged."""
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", shown):
        name, kind = re.search(r'name="([^"]+)"', tag), re.search(r'type="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and not (kind and kind[1] in ("checkbox", "radio") and " checked" not in tag):
            values.setdefault(name[1], []).append(
                _unescaped(value[1]) if value else "on" if kind and kind[1] == "checkbox" else ""
            )
    for name_, body in re.findall(r'<textarea name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', shown, re.DOTALL):
        values[name_] = [_unescaped(body)]
    for name_, body in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', shown, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body) or re.search(r'<option value="([^"]*)"', body)
        values[name_] = [chosen[1] if chosen else ""]
    return {name_: told if len(told) > 1 else told[0] for name_, told in values.items()}


def _unescaped(words: str) -> str:
    for coded, plain in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        words = words.replace(coded, plain)
    return words


def sent(client: Client, url: str, /, **changes: object) -> HttpResponse:
    values = {k: v for k, v in {**typed(page(client, url)), **changes}.items() if k != "more"}
    return client.post(url, values)  # type: ignore[return-value]


# The list


def test_the_list_is_narrowed_and_costs_few_statements(organ: int, editor: Actor) -> None:
    open_, draft = items.published_item(organ, name="样例已发布事项"), items.draft_item(organ, name="样例未发布事项")
    client = at(editor)
    assert "样例未发布事项" not in page(client, "/setup/items/?only=published")
    assert "样例已发布事项" not in page(client, "/setup/items/?only=unpublished")
    assert "没有符合条件的事项" in page(client, "/setup/items/?only=doubtful")
    assert f"/setup/items/{open_}/" in page(client, "/setup/items/?q=样例已发布&procedure=licence")
    assert f"/setup/items/{draft}/" in page(client, "/setup/items/")
    with CaptureQueriesContext(connection) as asked:
        page(client, "/setup/items/")
    assert len(asked) <= 5 + SIGNING_IN


def test_another_organ_s_items_are_not_hers(organ: int) -> None:
    item = items.published_item(organ)
    stranger = at(given.staff(given.organ(), Can.EDIT_ITEMS, Can.PUBLISH_ITEMS))
    for url in (
        "",
        "name/",
        "preview/",
        "facts/",
        "materials/",
        "regime/",
        "publish/",
        "retire/",
        "feature/",
        "versions/1/",
    ):
        page(stranger, f"/setup/items/{item}/{url}", 403)
    assert f"/setup/items/{item}/" not in page(stranger, "/setup/items/")
    reader = at(given.staff(organ))
    page(reader, "/setup/items/", 403)
    page(at(given.staff(organ, Can.EDIT_ITEMS)), f"/setup/items/{item}/publish/", 403)


# From nothing to published


def test_an_item_is_written_from_nothing_and_published(organ: int, editor: Actor) -> None:
    client = at(editor)
    values = {"name": "样例新事项", "organ_id": f"#{organ}", "item_code": "SAMPLE-NEW", "procedure": "licence"}
    assert sent(client, "/setup/items/new/", **{**values, "item_code": "中文"}).status_code == 422
    url = sent(client, "/setup/items/new/", **values).headers["Location"]
    shown = page(client, url)
    assert "发布前要解决" in shown
    assert f"{url}facts/#id_statutory_amount" in shown
    assert f"{url}steps/#rows" in shown
    assert sent(client, f"{url}facts/", pace="promised", applicants=["person"], statutory_amount="20",
                statutory_basis="样例法第一条", promised_amount="10", result_name="样例许可证").status_code == 302  # fmt: skip
    more = {**typed(page(client, f"{url}steps/")), "more": "1", "rows-0-name": "审查"}
    grown = client.post(f"{url}steps/", more)
    assert grown.status_code == 200
    assert 'value="审查"' in text(grown)
    steps = typed(text(grown)) | {
        "rows-1-name": "决定",
        "rows-1-desk": "approve",
        "rows-1-order": "2",
        "rows-1-decides": "on",
    }
    steps.pop("more", None)
    assert client.post(f"{url}steps/", steps).status_code == 302
    shown = page(client, url)
    assert "发布前要解决" not in shown
    assert "目前没有在办件" in page(client, f"{url}publish/")
    assert sent(client, f"{url}publish/", note="首次发布").status_code == 302
    shown = page(client, url)
    assert "首次发布" in shown
    assert "没有待发布的草稿" in shown
    terms = queries.published(Item.objects.get(item_code="SAMPLE-NEW").pk)
    assert terms is not None
    assert [(s.name, s.decides) for s in terms.steps] == [("审查", False), ("决定", True)]


def test_every_page_of_the_editor_gives_back_what_it_was_given(organ: int, editor: Actor) -> None:
    change = {"basis": "样例条例第三条", "granted": "准予备查", "also": ["accept_with_gaps"], "silence_accepts": False,
              "notice": {"amount": 3, "unit": "workdays", "basis": "样例条例第三条"}}  # fmt: skip
    questions = [["要多久？", "10 个工作日。"]]
    item = items.draft_item(
        organ, regime=change, questions=questions, keywords=["开店"], fee="charged", fee_note="每证 10 元"
    )
    before, client = queries.draft(editor, item).parts, at(editor)
    for part in ("facts", "materials", "fields", "steps", "questions", "regime"):
        assert sent(client, f"/setup/items/{item}/{part}/").status_code == 302, part
    assert queries.draft(editor, item).parts == before


def test_rows_are_added_ordered_and_taken_away(organ: int, editor: Actor) -> None:
    item, client = items.draft_item(organ), at(editor)
    url = f"/setup/items/{item}/materials/"
    values = typed(page(client, url))
    grown = typed(text(client.post(url, {**values, "more": "1"})))
    grown.pop("more", None)
    new = {"rows-3-name": "租赁合同", "rows-3-ORDER": "1", "rows-0-ORDER": "2", "rows-1-DELETE": "on"}
    assert client.post(url, {**grown, **new}).status_code == 302
    names = [m.name for m in queries.draft(editor, item).parts.materials]
    assert names == ["租赁合同", "申请表", "经营场所使用证明"]
    keys = [m.key for m in queries.draft(editor, item).parts.materials]
    assert len(set(keys)) == 3


def test_a_wrong_row_is_named_at_its_field_and_nothing_is_lost(organ: int, editor: Actor) -> None:
    item, client = items.draft_item(organ), at(editor)
    url = f"/setup/items/{item}/"
    empty = sent(client, f"{url}materials/", **{"rows-0-name": "", "rows-1-name": "改过的名称"})
    assert empty.status_code == 422
    assert "改过的名称" in text(empty)
    few = sent(client, f"{url}fields/", **{"rows-0-kind": "choice", "rows-0-choices": "只有一个"})
    assert few.status_code == 422
    assert "至少要有两个不同的选项" in text(few)
    two = sent(client, f"{url}steps/", **{"rows-0-decides": "on"})
    assert two.status_code == 422
    assert "应由最后一个环节" in text(two)
    far = sent(client, f"{url}steps/", **{"rows-0-organ_id": "没有这个局"})
    assert "没有找到“没有这个局”" in text(far)
    page(client, f"{url}nothing/", 404)


def test_a_limit_that_makes_no_sense_is_refused_at_its_field(organ: int, editor: Actor) -> None:
    item, client = items.draft_item(organ), at(editor)
    url = f"/setup/items/{item}/"
    bad = sent(client, f"{url}facts/", statutory_amount="-1", summary="没存上的简介")
    assert bad.status_code == 422
    assert "没存上的简介" in text(bad)
    assert sent(client, f"{url}facts/", promised_amount="30").status_code == 302
    assert "比法定办结时限" in page(client, url)
    assert sent(client, f"{url}facts/", promised_unit="instant").status_code == 302
    assert "应是即办件" in page(client, url)


def test_another_law_needs_naming(organ: int, editor: Actor) -> None:
    item, client = items.draft_item(organ), at(editor)
    url = f"/setup/items/{item}/regime/"
    assert "行政许可法第三十二条第一款第四项" in page(client, url)
    bare = sent(client, url, granted="准予备查")
    assert bare.status_code == 422
    assert "请写明法定依据" in text(bare)
    assert sent(client, url, granted="准予备查", basis="样例条例第三条", silence_accepts="no").status_code == 302
    assert "准予备查" in page(client, url)
    assert "本事项另有规定" in page(client, f"/setup/items/{item}/")


def test_two_editors_collide_and_the_later_keeps_her_words(organ: int, editor: Actor) -> None:
    item, client = items.draft_item(organ), at(editor)
    values = typed(page(client, f"/setup/items/{item}/facts/"))
    actions.save_draft(HOUSE, item, items.content(summary="同事先写的"))
    late = client.post(f"/setup/items/{item}/facts/", {**values, "summary": "我后写的"})
    assert late.status_code == 412
    assert "我后写的" in text(late)
    assert queries.draft(editor, item).parts.summary == "同事先写的"


# What is published


def test_publishing_says_what_stays_as_it_is() -> None:
    here = cases.place()
    cases.accepted(here)
    cases.received(here)
    editor = at(given.staff(here.organ, Can.EDIT_ITEMS, Can.PUBLISH_ITEMS))
    url = f"/setup/items/{here.terms.item_id}/"
    assert sent(editor, f"{url}facts/", summary="第二版的简介").status_code == 302
    assert "2 件继续按第 1 版办理。发布后新收的件按第 2 版办理" in page(editor, f"{url}publish/")
    assert sent(editor, f"{url}publish/").status_code == 302
    again = editor.post(f"{url}publish/")
    assert again.status_code == 409
    assert "没有待发布的草稿" in text(again)
    assert "2 件在办件按这一版办理" in page(editor, f"{url}versions/1/")
    assert "第二版的简介" in page(editor, f"{url}versions/2/")
    page(editor, f"{url}versions/3/", 404)


def test_what_is_not_ready_is_not_published(organ: int, editor: Actor) -> None:
    item, client = items.draft_item(organ, steps=[]), at(editor)
    url = f"/setup/items/{item}/"
    assert "草稿还有下面这些问题" in page(client, url)
    refused = sent(client, f"{url}publish/")
    assert refused.status_code == 422
    assert "没有审查环节" in text(refused)


def test_a_preview_reads_as_the_guide_will(organ: int, editor: Actor) -> None:
    item, client = items.draft_item(organ, summary="预览里的简介"), at(editor)
    shown = page(client, f"/setup/items/{item}/preview/")
    for words in ("尚未发布", "预览里的简介", "身份证明", "10 个工作日"):
        assert words in shown


def test_an_item_is_renamed_featured_and_retired(organ: int, editor: Actor) -> None:
    item, client = items.published_item(organ), at(editor)
    url = f"/setup/items/{item}/"
    assert sent(client, f"{url}name/", name="").status_code == 422
    assert sent(client, f"{url}name/", name="样例改名事项", short_code="sg1").status_code == 302
    assert sent(client, f"{url}feature/").status_code == 302
    assert "取消常用" in page(client, url)
    assert sent(client, f"{url}retire/", reason="").status_code == 422
    assert sent(client, f"{url}retire/", reason="依据样例文件取消").status_code == 302
    shown = page(client, url)
    assert "依据样例文件取消" in shown
    assert sent(client, f"{url}retire/", reason="再停一次").status_code == 409


# Import


def test_who_only_imports_is_taken_to_the_import() -> None:
    only = at(given.staff(given.organ(), Can.IMPORT_ITEMS))
    assert only.get("/setup/items/")["Location"] == "/setup/items/import/"
    page(only, "/setup/items/import/")


def test_the_other_fields_of_the_list_are_filled_in(organ: int, editor: Actor) -> None:
    item, client = items.draft_item(organ), at(editor)
    url = f"/setup/items/{item}/"
    assert "没有填写行使层级" in page(client, url)
    wrong = {**typed(page(client, f"{url}extent/")), "url": "ftp://x"}
    assert "应以 https://" in text(client.post(f"{url}extent/", wrong))
    done = sent(
        client, f"{url}extent/", level="city", served=["person", "company"], ways=["computer"], depth="whole",
        partners="市样例一局\n市样例二局", booking="on", person_topics="就业创业",
    )  # fmt: skip
    assert done.status_code == 302
    parts = queries.draft(editor, item).parts
    assert parts.scope.partners == ("市样例一局", "市样例二局")
    assert (parts.offer.booking, parts.offer.in_centre, parts.summary) == (True, True, "样例事项，供测试使用。")
    assert "没有填写行使层级" not in page(client, url)
    charge = {"rows-0-name": "工本费", "rows-0-standard": "每本 10 元"}
    assert sent(client, f"{url}charges/", **charge).status_code == 302
    shown = page(client, url)
    assert "收费却选“不收费”" in shown
    assert f"{url}charges/#rows" in shown
    preview = page(client, f"{url}preview/")
    assert "市样例一局、市样例二局" in preview
    assert "可预约" in preview


def test_a_version_is_planned_for_a_day_and_the_plan_dropped(organ: int, editor: Actor) -> None:
    item, client = items.draft_item(organ), at(editor)
    url = f"/setup/items/{item}/"
    assert "应在明天以后" in text(sent(client, f"{url}publish/", on="2020-01-01"))
    day = clock.today() + timedelta(days=9)
    assert sent(client, f"{url}publish/", on=day.isoformat(), note="样例").status_code == 302
    shown = page(client, url)
    assert "到那一天自动发布" in shown
    assert "已经定期发布，不能再改" in text(sent(client, f"{url}facts/", summary="改"))
    assert sent(client, f"{url}plans/publish/drop/").status_code == 302
    assert "到那一天自动发布" not in page(client, url)
    actions.publish(HOUSE, item)
    assert sent(client, f"{url}retire/", on=day.isoformat(), reason="法规废止（样例）").status_code == 302
    assert "到那一天自动停用" in page(client, url)
    assert "起停止办理" in page(Client(), f"/items/{item}/")


def test_the_lists_above_are_kept_and_an_item_is_held_against_them(organ: int, editor: Actor) -> None:
    keeper = at(given.staff(given.organ(), Can.KEEP_LISTS, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE))
    code = "000122001000"
    values = {
        "base_code": code, "name": "样例许可", "procedure": "licence", "level": "state", "source": "样例目录",
        "promised_amount": "5", "promised_unit": "workdays", "materials": "申请表\n身份证明（可选）",
    }  # fmt: skip
    assert sent(keeper, "/setup/lists/new/", **{**values, "base_code": "12"}).status_code == 422
    assert sent(keeper, "/setup/lists/new/", **values).status_code == 302
    assert "承诺办结时限" in page(keeper, f"/setup/lists/{code}/")
    entry = queries.entry(HOUSE, code)
    assert [(m.name, m.required) for m in entry.parts.materials] == [("申请表", True), ("身份证明", False)]
    assert sent(keeper, f"/setup/lists/{code}/edit/", promised_amount="6").status_code == 302
    item, client = items.draft_item(organ, name="样例许可"), at(editor)
    assert "样例许可" in page(client, "/setup/lists/?q=样例&level=state")
    page(client, "/setup/lists/new/", 403)
    url = f"/setup/items/{item}/upper/"
    assert "没有编码为" in text(client.post(url, {"base_code": "000199001000"}))
    assert sent(client, url, base_code=code).status_code == 302
    shown = page(client, url)
    assert "不允许的差异" in shown
    assert "只能比上级承诺的更短" in shown
    assert "由可选改为必须提交" in shown
    assert "上级目录" in page(client, f"/setup/items/{item}/")
    assert sent(client, f"{url}carry/").status_code == 302
    assert sent(keeper, f"/setup/lists/{code}/retire/", reason="取消（样例）").status_code == 302
    assert "已废止" in page(client, "/setup/lists/")
