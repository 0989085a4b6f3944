"""What is past its time is proposed by one, approved by another, destroyed, and certified; the register of processing."""

from playwright.sync_api import expect

from cityhall.cases.tests import given as cases
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can
from cityhall.site.testing import drain

from . import axe, camera
from .conftest import Person

RECORD = {
    "处理活动": "受理政务服务申请",
    "处理目的": "办理许可、登记等政务服务",
    "合法性依据": "为履行法定职责所必需（个人信息保护法第三十四条）",
    "个人信息种类": "姓名、证件号码、电话、地址，事项要求的其他材料",
    "保存期限": "随案卷保管期限",
    "保护措施": "加密保存、分级脱敏、查看留痕",
    "开始日期": "2026-01-01",
}


def test_old_drafts_are_destroyed_by_two_and_the_register_is_kept(person: Person) -> None:
    with clock.frozen("2026-03-02 10:00", everywhere=True):
        here = cases.place()
        cases.draft(here)
    with clock.frozen("2026-11-18 10:32", everywhere=True):
        keeper = person("desk", account_id=organs.staff(here.organ, Can.RETAIN, reach=Reach.EVERYWHERE).account_id)
        judge = person("desk", account_id=organs.staff(here.organ, Can.DESTROY, reach=Reach.EVERYWHERE).account_id)
        keeper.goto("/setup/privacy/")
        keeper.get_by_role("row", name="未提交的申请草稿").get_by_role("link", name="设定").click()
        keeper.get_by_label("留存月数").fill("6")
        keeper.get_by_label("依据").fill("市样例局个人信息留存规定（样例）")
        keeper.get_by_role("button", name="保存").click()
        keeper.get_by_role("link", name="提出销毁").click()
        keeper.get_by_label("说明").fill("年度清理，已核对无未结事项")
        keeper.get_by_role("button", name="提交审批").click()
        expect(keeper.locator("main")).to_contain_text("等另一位有权的同事审批")
        at = keeper.url
        judge.goto(at)
        camera.portrait(judge, "destruction-judge", screens=("desk", "phone"))
        judge.get_by_label("批准，到期内容将不可恢复地销毁").check()
        judge.get_by_role("button", name="提交").click()
        drain()
        judge.goto(at)
        expect(judge.get_by_role("link", name="打印销毁证明")).to_be_visible()
        camera.portrait(judge, "destruction", screens=("desk", "phone"))
        keeper.goto("/setup/privacy/")
        camera.portrait(keeper, "setup-privacy", screens=("desk", "phone"))
        keeper.get_by_role("link", name="处理活动记录").click()
        keeper.get_by_role("link", name="登记", exact=True).click()
        for label, words in RECORD.items():
            keeper.get_by_label(label, exact=True).fill(words)
        camera.portrait(keeper, "processing-new", screens=("desk", "phone"))
        keeper.get_by_role("button", name="保存").click()
        expect(keeper.locator("main")).to_contain_text("受理政务服务申请")
        camera.portrait(keeper, "processings", screens=("desk", "phone"))
        assert not axe.look(keeper, {"privacy": "/setup/privacy/", "register": "/setup/privacy/processing/"})
