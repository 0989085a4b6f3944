"""One matter, one standard, one code: the items of several organs compared, looked at side by side, merged."""

from playwright.sync_api import expect

from cityhall.catalogue import queries
from cityhall.catalogue.models import Item
from cityhall.catalogue.terms import Can
from cityhall.catalogue.tests import given as items
from cityhall.kernel import clock
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given
from cityhall.site.draining import drain

from . import axe, camera
from .conftest import Person

PAPERS = [
    {"key": "form", "name": "食品小作坊登记申请书"}, {"key": "identity", "name": "居民身份证（复印件）"},
    {"key": "plan", "name": "生产场所平面图"}, {"key": "list", "name": "设施设备清单"}, {"key": "rules", "name": "管理制度文本"},
]  # fmt: skip


def test_two_organs_items_become_one_standard_item(person: Person) -> None:
    with clock.frozen("2026-11-20T10:32", everywhere=True):
        written = (
            ("东江县", "食品小作坊登记证核发", PAPERS, "《样例省食品小作坊条例》第八条"),
            ("西岭县", "西岭县食品小作坊登记", PAPERS[:4], "《样例省食品小作坊条例》第八条"),
            ("南浦区", "食品小作坊登记（办理）", PAPERS, "《样例省食品小作坊条例》"),
        )
        kept = [
            items.published_item(
                given.organ(f"{place}市场监督管理局"), name=name, materials=papers, basis=basis,
                promised={"amount": 5 + n, "unit": "workdays"},
            ) for n, (place, name, papers, basis) in enumerate(written)
        ]  # fmt: skip
        items.published_item(given.organ("北原区市场监督管理局"), name="食品小作坊登记证注销")
        admin = given.staff(given.organ("市行政审批局"), *Can, name="样例管理员", reach=Reach.EVERYWHERE)
        page = person("desk", account_id=admin.account_id)
        page.goto("/setup/groups/")
        page.get_by_role("link", name="发起比对").click()
        page.get_by_role("button", name="发起比对").click()
        expect(page.get_by_text("排队中")).to_be_visible()
        camera.portrait(page, "standards-waiting", screens=("desk",))
        drain()
        page.reload()
        expect(page.get_by_text("比对了 4 项，找出 1 组")).to_be_visible()
        camera.check_light(page, "/setup/groups/")
        camera.portrait(page, "standards-groups", screens=("phone", "desk"))
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.get_by_text("材料 5 份中 4 份相同")).to_be_visible()
        camera.portrait(page, "standards-group", screens=("phone", "narrow", "desk"))
        assert not axe.look(page, {"group": page.url, "groups": "/setup/groups/", "standards": "/setup/standards/"})
        page.go_back()
        page.go_back()
        page.get_by_label("标准名称").fill("食品小作坊登记")
        page.get_by_label("基本编码").fill("340131018001")
        page.keyboard.press("F8")
        expect(page.locator(".banner.success")).to_contain_text("已合并为标准事项")
        assert set(Item.objects.filter(pk__in=kept).values_list("base_code", flat=True)) == {"340131018001"}
        page.goto("/setup/standards/")
        camera.portrait(page, "standards-register", screens=("phone", "desk"))
        page.get_by_role("link", name="食品小作坊登记").click()
        expect(page.get_by_text("西岭县市场监督管理局").first).to_be_visible()
        camera.portrait(page, "standard", screens=("phone", "desk"))
        assert [i.id for i in queries.search("340131018001")] == kept
