"""An enterprise finds what it can have and applies; an organ's editor composes its page; a citizen goes from what happens
in her life to the guide."""

import pytest
from playwright.sync_api import Page, expect

from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import composed
from cityhall.catalogue.tests import given as items
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people import actions as people_actions
from cityhall.people.terms import Tie
from cityhall.people.tests import given as people

from . import camera
from .conftest import Person

BOTH = ("phone", "desk")
FIELDS = [
    {"key": "name", "label": "企业名称"}, {"key": "turnover", "label": "上年度营业收入（万元）", "kind": "number"},
    {"key": "contact_phone", "label": "联系电话", "kind": "phone"},
]  # fmt: skip


@pytest.fixture
def item_id() -> int:
    composed.facts()
    catalogue.seed_sayings(HOUSE)
    organ = organs.organ("澜宁市工业和信息化局")
    return items.published_item(organ, name="惠企资金申报", fields=FIELDS, materials=[], applicants=["entity"])


@pytest.fixture
def policies(item_id: int) -> list[int]:
    organ = queries.guide(item_id).terms.organ_id

    def clause(key: str, op: str, *values: str) -> dict[str, object]:
        return {"key": key, "op": op, "values": list(values)}

    small = clause("size", "is", "小型", "微型")
    rows = (
        ("中小企业研发费用补助（示例）", "按上年度研发费用的 10% 补助", "50",
         [[small, clause("turnover", "at_most", "5000"), clause("research_rate", "at_least", "5")]]),
        ("制造业技术改造补助（示例）", "按设备投资额的 12% 补助", "300",
         [[clause("industry", "is", "制造业"), clause("investment", "at_least", "500")]]),
        ("高新技术企业认定奖励（示例）", "首次认定的一次性奖励 20 万元", "20", [[clause("high_tech", "is", "是"), small]]),
        ("稳岗返还（示例）", "返还上年度实缴失业保险费的 60%", "",
         [[clause("layoffs", "at_most", "5.5"), clause("size", "is", "小型", "微型", "中型")]]),
    )  # fmt: skip
    return [
        composed.policy(organ, item_id, title=title, gives=gives, most=most, condition=condition)
        for title, gives, most, condition in rows
    ]


def answer(page: Page, label: str, value: str) -> None:
    """Answer the question that is put, whichever way it is drawn."""
    box = page.locator(".question")
    if box.get_by_role("radio").count():
        box.get_by_label(value, exact=True).check()
    elif box.locator("select").count():
        box.locator("select").select_option(value)
    else:
        box.get_by_role("textbox").fill(value)
    expect(box).to_contain_text(label)
    page.get_by_role("button", name="下一题").click()


ANSWERS = {
    "企业规模": "小型", "主要行业": "信息和软件", "上年度营业收入": "1800", "研发费用占营业收入": "12", "是高新技术企业": "是",
    "上年度裁员率": "2", "今年设备投资额": "60",
}  # fmt: skip


def test_an_enterprise_sees_what_it_can_have_why_and_applies_on_a_phone(person: Person, policies: list[int]) -> None:
    agent, code = people.citizen(name="样小例"), people.entity("澜宁市样例软件有限公司")
    people_actions.link_entity(agent, code, Tie.HANDLER)
    page = person("phone", account_id=agent.account_id)
    page.goto("/")
    page.get_by_role("link", name="惠企政策").click()
    camera.portrait(page, "policies", screens=BOTH)
    page.get_by_role("link", name="开始体检").click()
    camera.portrait(page, "match-start", screens=BOTH)
    page.get_by_role("button", name="澜宁市样例软件有限公司").click()
    asked: list[str] = []
    while page.locator(".question").count():
        label = next(one for one in ANSWERS if one in page.locator(".question").inner_text())
        if len(asked) == 1:
            camera.portrait(page, "match-question", screens=BOTH)
        asked.append(label)
        answer(page, label, ANSWERS[label])
        expect(page.locator(".tally")).to_be_visible()
    assert "今年设备投资额" not in asked  # a policy of manufacturers is out already
    expect(page.get_by_role("heading", name="您的单位能享受 3 项政策")).to_be_visible()
    page.get_by_text("不符合的 1 项：看差在哪").click()
    expect(page.get_by_text("要求主要行业是“制造业”，现为信息和软件")).to_be_visible()
    camera.portrait(page, "match-result", screens=BOTH)
    page.get_by_role("button", name="申报：中小企业研发费用补助（示例）").click()
    expect(page.get_by_text("已带入 1 项体检时的答案，请核对")).to_be_visible()
    expect(page.get_by_label("上年度营业收入（万元）")).to_have_value("1800")
    expect(page.get_by_role("textbox", name="企业名称")).to_have_value("澜宁市样例软件有限公司")


def test_without_script_and_without_signing_in_the_check_up_works_too(person: Person, policies: list[int]) -> None:
    page = person("phone", script=False)
    page.goto("/policies/match/")
    page.get_by_role("button", name="开始").click()
    for _ in range(9):
        if not page.locator(".question").count():
            break
        with page.expect_navigation():
            page.get_by_role("button", name="不清楚，先跳过").click()
    expect(page.get_by_text("目前没有完全符合的政策")).to_be_visible()
    page.goto(f"/policies/{policies[0]}/")
    camera.portrait(page, "policy", screens=BOTH)


def keeper() -> Actor:
    return organs.staff(
        organs.organ(), Can.KEEP_POLICIES, Can.RELEASE, Can.COMPOSE, Can.EDIT_ITEMS, reach=Reach.EVERYWHERE
    )  # fmt: skip


def test_a_policy_gets_its_condition_is_tried_out_and_published(person: Person, item_id: int) -> None:
    organ = queries.guide(item_id).terms.organ_id
    made = catalogue.create_policy(
        HOUSE, organ, composed.policy_content(item_id, title="首贷贴息（示例）", condition=[])
    )
    page = person("desk", account_id=keeper().account_id)
    page.goto(f"/setup/policies/{made}/condition/")
    page.get_by_label("情况").select_option("size")
    page.get_by_label("取值").fill("小型、微型")
    page.get_by_role("button", name="添加一个条件").click()
    page.get_by_label("情况").nth(1).select_option(label="从业人数（人）")
    page.get_by_label("比较").nth(1).select_option("at_least")
    page.get_by_label("取值").nth(1).fill("10")
    camera.portrait(page, "setup-policy-condition", screens=BOTH)
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("6 个样本企业，3 个符合")).to_be_visible()
    camera.portrait(page, "setup-policy", screens=BOTH)
    page.goto(f"/setup/policies/{made}/edit/")
    camera.portrait(page, "setup-policy-edit", screens=BOTH)
    page.goto(f"/setup/policies/{made}/")
    page.get_by_role("link", name="发布", exact=True).click()
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_text("已发布").first).to_be_visible()
    page.goto("/setup/policies/")
    camera.portrait(page, "setup-policies", screens=BOTH)
    page.goto("/setup/policies/facts/")
    camera.portrait(page, "setup-facts", screens=BOTH)


def test_an_organs_editor_composes_its_page_and_the_public_reads_it(person: Person, policies: list[int]) -> None:
    organ = queries.policy(policies[0]).row.organ_id
    organs.window(organ)
    for name in ("企业投资项目备案", "节能审查", "工业产品目录登记"):
        items.published_item(organ, name=name)
    phone = person("phone")
    phone.goto(f"/organs/{organ}/")
    camera.portrait(phone, "organ-computed", screens=BOTH)
    editor = organs.staff(organ, Can.COMPOSE, Can.RELEASE)
    page = person("desk", account_id=editor.account_id)
    page.goto("/setup/fronts/")
    page.get_by_role("link", name="开设旗舰店").click()
    page.get_by_label("部门").fill(f"#{organ}")
    page.get_by_role("button", name="开设").click()
    page.get_by_role("button", name="＋ 公告").click()
    page.get_by_label("文字").last.fill("本周六上午窗口照常办理，办事请带身份证。")
    page.get_by_role("button", name="上移第 4 个版块").click()
    page.get_by_role("button", name="上移第 3 个版块").click()
    page.get_by_role("button", name="上移第 2 个版块").click()
    page.get_by_role("button", name="＋ 事项分组").click()
    page.get_by_label("标题").nth(4).fill("项目落地")
    page.get_by_label("事项").last.fill("企业投资项目备案\n节能审查")
    camera.portrait(page, "setup-front-edit", screens=BOTH)
    page.get_by_role("button", name="保存并预览").click()
    expect(page.frame_locator(".phone-look").get_by_text("项目落地")).to_be_visible()
    expect(page.frame_locator(".desk-look").get_by_text("项目落地")).to_be_visible()
    camera.portrait(page, "setup-front-look", screens=BOTH)
    page.get_by_role("link", name="回到版面").click()
    expect(page.get_by_role("link", name="回到版面")).to_have_count(0)
    camera.portrait(page, "setup-front", screens=BOTH)
    page.get_by_role("link", name="发布", exact=True).click()
    page.get_by_role("button", name="发布").click()
    phone.goto(f"/organs/{organ}/")
    expect(phone.get_by_text("本周六上午窗口照常办理")).to_be_visible()
    camera.portrait(phone, "organ-composed", screens=BOTH)
    page.goto("/setup/fronts/")
    camera.portrait(page, "setup-fronts", screens=BOTH)


def test_a_citizen_goes_from_what_happens_in_her_life_to_the_guide(person: Person) -> None:
    catalogue.seed_sayings(HOUSE)
    organ = organs.organ("澜宁市市场监督管理局")
    first, second = (items.published_item(organ, name=name) for name in ("个体工商户设立登记", "食品经营许可核发"))
    made = catalogue.create_column(HOUSE, "开饭店", "开一家饭店", {"summary": "从办照到开门，三步走完。", "blocks": [
        {"kind": "text", "title": "先想好", "text": "店名、地址、经营什么，想好了再来办，一次就能填完。"},
        {"kind": "stage", "title": "先办营业执照", "text": "个人开店选个体工商户。", "items": [first],
         "lines": ["经营者身份证", "店面的租房合同"]},
        {"kind": "stage", "title": "再办食品经营许可", "text": "要等执照办好。", "items": [second],
         "lines": ["从业人员健康证明"]},
        {"kind": "qa", "title": "大家常问", "pairs": [["两件事能一起办吗？", "能，窗口可以一次收件。"]]},
    ]})  # fmt: skip
    catalogue.publish_front(HOUSE, made)
    page = person("phone", script=False)
    page.goto("/")
    page.get_by_role("link", name="要办一件事").click()
    camera.portrait(page, "topics", screens=BOTH)
    page.get_by_role("link", name="开一家饭店").click()
    camera.portrait(page, "topic", screens=BOTH)
    page.get_by_role("link", name="食品经营许可核发").click()
    expect(page.get_by_role("heading", name="食品经营许可核发")).to_be_visible()
    expect(page.get_by_text("这件事属于：")).to_be_visible()
    camera.portrait(page, "guide-belongs", screens=BOTH)
    page.goto("/search/?q=我想开饭店")
    page.get_by_role("link", name="开饭店（一步一步办）").click()
    expect(page.get_by_role("heading", name="开一家饭店")).to_be_visible()
