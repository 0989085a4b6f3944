"""Policies in the set-up: written, conditions as a table, tried out, published, taken back; the shared questions."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cityhall.catalogue import actions, queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.terms.policies import PolicyState
from cityhall.catalogue.tests import composed
from cityhall.catalogue.tests import given as items
from cityhall.doors.tests.visit import SIGNING_IN, at, page, text
from cityhall.kernel.actor import HOUSE
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

from .test_administration import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def organ_id() -> int:
    composed.facts()
    return given.organ("市样例工业和信息化局")


@pytest.fixture
def keeper(organ_id: int) -> Client:
    return at(given.staff(organ_id, Can.KEEP_POLICIES, Can.RELEASE))


def clauses(*rows: tuple[str, str, str, str], key: str = "rows") -> dict[str, str]:
    """The condition table as a browser sends it."""
    told = {f"{key}-TOTAL_FORMS": str(len(rows)), f"{key}-INITIAL_FORMS": "0"}
    for n, (line, about, op, values) in enumerate(rows):
        told |= {f"{key}-{n}-line": line, f"{key}-{n}-about": about, f"{key}-{n}-op": op, f"{key}-{n}-values": values}
    return told


def test_a_policy_is_written_given_a_condition_tried_out_and_published(organ_id: int, keeper: Client) -> None:
    item = items.published_item(organ_id, name="样例资金申报")
    assert "从新建开始" in page(keeper, "/setup/policies/")
    values = {
        "organ_id": f"#{organ_id}", "title": "样例技改补助", "kind": "subsidy", "document": "样例发〔2026〕1 号（示例）",
        "source_title": "通知（示例）", "audience": "制造业企业", "gives": "按投资额 10% 补助", "most": "100", "summary": "样例。",
        "valid_from": "2026-01-01", "item": "样例资金申报",
    }  # fmt: skip
    there = sent(keeper, "/setup/policies/new/", **values)
    made = queries.policies_for_setup(HOUSE).rows[0].id
    assert there.headers["Location"] == f"/setup/policies/{made}/condition/"
    table = f"/setup/policies/{made}/condition/"
    wrong = sent(keeper, table, **clauses(("1", "industry", "is", "造飞船")))
    assert wrong.status_code == 422
    assert "没有“造飞船”这个选项" in text(wrong)
    impossible = clauses(("1", "staff", "at_least", "100"), ("1", "staff", "at_most", "50"))
    assert sent(keeper, table, **impossible).status_code == 302
    assert "永远不会成立" in page(keeper, f"/setup/policies/{made}/")
    good = clauses(
        ("1", "industry", "is", "制造业"), ("1", "investment", "at_least", "500"), ("2", "high_tech", "is", "是")
    )
    assert sent(keeper, table, **good).status_code == 302
    shown = page(keeper, f"/setup/policies/{made}/")
    for said in ("主要行业是“制造业”", "或者", "6 个样本企业，2 个符合", "样本三", "要求是高新技术企业，现为否"):
        assert said in shown, said
    assert "主要行业" in page(keeper, table)
    assert text(keeper.post(table, {**good, "more": "1"})).count("rowset") == 4
    assert sent(keeper, f"/setup/policies/{made}/publish/", note="首次发布").status_code == 302
    assert queries.policy(made).terms.item_id == item
    assert sent(keeper, f"/setup/policies/{made}/edit/", **{**values, "gives": "按 12% 补助"}).status_code == 302
    assert "有未发布的修改" in page(keeper, "/setup/policies/")
    assert sent(keeper, f"/setup/policies/{made}/publish/", on="2099-01-01").status_code == 422
    assert sent(keeper, f"/setup/policies/{made}/publish/").status_code == 302
    assert sent(keeper, f"/setup/policies/{made}/versions/1/revert/").status_code == 302
    assert queries.policy(made).row.gives == "按投资额 10% 补助"
    assert sent(keeper, f"/setup/policies/{made}/withdraw/", reason="文件废止").status_code == 302
    assert queries.policy_draft(HOUSE, made).state is PolicyState.WITHDRAWN
    assert "文件废止" in page(keeper, f"/setup/policies/{made}/")


def test_a_policy_may_have_questions_of_its_own(organ_id: int, keeper: Client) -> None:
    made = actions.create_policy(HOUSE, organ_id, composed.policy_content(items.published_item(organ_id)))
    url = f"/setup/policies/{made}/asks/"
    told = {
        "rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-label": "有自动化产线", "rows-0-kind": "choice",
        "rows-0-choices": "有",
    }  # fmt: skip
    assert "至少要有两个不同的选项" in text(sent(keeper, url, **told))
    assert sent(keeper, url, **{**told, "rows-0-choices": "有、没有"}).status_code == 302
    assert "没有用在条件里" in page(keeper, f"/setup/policies/{made}/")
    assert "有自动化产线" in page(keeper, f"/setup/policies/{made}/condition/")


def test_a_planned_version_is_dropped(organ_id: int, keeper: Client) -> None:
    made = composed.policy(organ_id, items.published_item(organ_id))
    actions.save_policy(HOUSE, made, composed.policy_content(queries.policy(made).terms.item_id))
    assert sent(keeper, f"/setup/policies/{made}/publish/", on="2027-03-01").status_code == 302
    assert "2027年3月1日" in page(keeper, f"/setup/policies/{made}/").replace(" ", "")
    assert sent(keeper, f"/setup/policies/{made}/versions/2/drop/").status_code == 302
    assert "已取消" in page(keeper, f"/setup/policies/{made}/")


def test_shared_questions_are_kept_for_the_whole_city(organ_id: int, keeper: Client) -> None:
    shown = page(keeper, "/setup/policies/facts/")
    assert "企业规模" in shown
    assert "/facts/size/" not in shown
    city = at(given.staff(organ_id, Can.KEEP_POLICIES, reach=Reach.EVERYWHERE))
    composed.policy(organ_id, items.published_item(organ_id))
    values = {"label": "企业规模", "kind": "choice", "choices": "大型\n中型", "held": "", "active": "on"}
    assert "不能删去" in text(sent(city, "/setup/policies/facts/size/", **values))
    values["choices"] = "大型\n中型\n小型\n微型\n个体"
    assert sent(city, "/setup/policies/facts/size/", **values).status_code == 302
    new = {"key": "robots", "label": "工业机器人", "kind": "number", "unit": "台", "active": "on"}
    assert sent(city, "/setup/policies/facts/new/", **new).status_code == 302
    assert "工业机器人" in page(city, "/setup/policies/facts/")
    assert sent(keeper, "/setup/policies/facts/size/", **values).status_code == 403


def test_strangers_are_kept_out(organ_id: int) -> None:
    made = composed.policy(organ_id, items.published_item(organ_id))
    stranger = at(given.staff(given.organ(), Can.KEEP_POLICIES))
    for url in (f"{made}/", f"{made}/edit/", f"{made}/condition/", f"{made}/asks/", f"{made}/publish/"):
        page(stranger, f"/setup/policies/{url}", 403)
    for url in ("", "facts/", "new/"):
        page(at(given.staff(organ_id, Can.EDIT_ITEMS)), f"/setup/policies/{url}", 403)


def test_the_page_of_a_policy_costs_few_statements(organ_id: int, keeper: Client) -> None:
    made = composed.policy(organ_id, items.published_item(organ_id))
    with CaptureQueriesContext(connection) as asked:
        page(keeper, f"/setup/policies/{made}/")
    assert len(asked) - SIGNING_IN <= 5, "\n".join(q["sql"][:100] for q in asked)
