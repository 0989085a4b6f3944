"""流程体检 on screen: the report, an item tried, a proposal kept, reckoned and taken over, a standard set."""

import pytest

from cityhall.catalogue import actions, queries
from cityhall.catalogue.models import ItemVersion, Proposal
from cityhall.catalogue.terms import Can, VersionStatus
from cityhall.catalogue.tests import given as items
from cityhall.catalogue.tests.lived import LONG, past
from cityhall.doors.tests.visit import at, page
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given

pytestmark = pytest.mark.django_db
PROMISED = {"amount": 15, "unit": "workdays"}
TOOK = {"sort": [1], "first": [1], "survey": [3], "second": [2], "law": [2], "decide": [1]}


def sent(**changes: str) -> dict[str, str]:
    """The table as it is, with changes."""
    told: dict[str, str] = {}
    for n, step in enumerate(LONG):
        told |= {
            f"key_{n}": str(step["key"]),
            f"into_{n}": "",
            f"order_{n}": str(n + 1),
            f"amount_{n}": "",
            f"unit_{n}": "",
        }
    return {**told, "title": "", "note": "", "do": "try", **changes}


def test_from_the_report_to_the_draft() -> None:
    organ = given.organ("市样例规划局")
    item = items.published_item(organ, promised=PROMISED, steps=LONG, name="样例规划许可")
    past(item, organ, TOOK)
    desk = at(given.staff(organ, *Can))
    assert "还没有体检过" in page(desk, "/setup/process/")
    actions.check_guides()
    shown = page(desk, "/setup/process/")
    assert "市样例规划局" in shown
    assert "内部审批环节数不超过 4 个" in shown
    listed = page(desk, f"/setup/process/items/?organ={organ}&rule=approvals")
    assert "内部审批环节有 5 个（收件核对、初审、复审、法制审核、局长签发）" in listed
    where = f"/setup/process/items/{item}/"
    assert where in listed
    assert where in page(desk, f"/setup/items/{item}/")
    now = page(desk, where)
    assert "一半在 10 个工作日内办完" in now
    assert "只有 1 件办结（少于 30 件）" in now

    tried = desk.post(where, sent(drop_4="on", order_3="3"))
    told = tried.content.decode()
    assert tried.status_code == 200
    assert "方案：一半在 6 个工作日内办完" in told
    assert "与“现场勘验”同时进行" in told
    assert not Proposal.objects.exists()
    refused = desk.post(where, sent(drop_5="on"))
    assert refused.status_code == 422
    assert "作出决定，不能取消" in refused.content.decode()
    assert desk.post(where, sent(order_3="0")).status_code == 422
    nameless = desk.post(where, sent(drop_4="on", do="save"))
    assert nameless.status_code == 422
    assert "请给方案起名" in nameless.content.decode()

    saved = desk.post(where, sent(drop_4="on", order_3="3", do="save", title="复审与勘验并行", note="试一年"))
    made = Proposal.objects.get()
    view = f"/setup/process/proposals/{made.pk}/"
    assert saved["Location"] == view
    assert "先测算，看过结果再采纳" in page(desk, view)
    again = page(desk, f"{where}?proposal={made.pk}")
    assert "正在修改方案“复审与勘验并行”" in again
    assert (
        desk.post(
            f"{where}?proposal={made.pk}", sent(drop_4="on", order_3="3", do="save", title="改名", note="")
        ).status_code
        == 302
    )
    assert desk.post(f"{view}compare/").status_code == 302
    assert "一半办完 10 → 6 个工作日" in page(desk, view)
    assert "改名" in page(desk, "/setup/process/proposals/")
    assert "草稿的其他内容不动" in page(desk, f"{view}adopt/")
    assert desk.post(f"{view}adopt/", {"reason": "同意"})["Location"] == f"/setup/items/{item}/"
    draft = ItemVersion.objects.get(item=item, status=VersionStatus.DRAFT)
    assert [s["key"] for s in draft.content["steps"]] == ["sort", "first", "survey", "second", "decide"]
    assert "已采纳" in page(desk, view)


def test_a_proposal_is_given_up_and_one_that_is_behind_says_so() -> None:
    organ = given.organ()
    item = items.published_item(organ, promised=PROMISED, steps=LONG)
    designer = given.staff(organ, *Can)
    desk = at(designer)
    made = actions.save_proposal(designer, item, "取消法制审核", [{"key": "law", "drop": True}])
    actions.save_draft(designer, item, items.content(promised=PROMISED, steps=LONG[1:]))
    actions.publish(designer, item)
    view = f"/setup/process/proposals/{made}/"
    assert "请按现在的环节修改方案" in page(desk, view)
    late = desk.post(f"{view}compare/")
    assert late.status_code == 409
    assert "审查环节变了" in late.content.decode()
    assert desk.post(f"{view}drop/", {"reason": ""}).status_code == 422
    assert desk.post(f"{view}drop/", {"reason": "已另行修改"}).status_code == 302
    assert "已另行修改" in page(desk, view)


def test_the_report_goes_out_as_a_file_and_a_stranger_sees_nothing() -> None:
    organ = given.organ()
    item = items.published_item(organ, promised=PROMISED, steps=LONG)
    actions.check_guides()
    answer = at(given.staff(organ, *Can)).get("/setup/process/report.csv?rule=approvals")
    assert "内部审批环节有 5 个" in b"".join(answer).decode("utf-8-sig")
    stranger = at(given.staff(given.organ(), Can.IMPROVE_PROCESS))
    assert "没有发现问题" in page(stranger, "/setup/process/items/")
    page(stranger, f"/setup/process/items/{item}/", 403)
    page(at(given.staff(organ, Can.EDIT_ITEMS)), "/setup/process/", 403)


def test_a_standard_is_set_by_who_reaches_the_city() -> None:
    boss = at(given.staff(given.organ(), Can.SET_PROCESS, Can.IMPROVE_PROCESS, reach=Reach.EVERYWHERE))
    assert "徐州市行政服务中心" in page(boss, "/setup/process/standards/")
    form = page(boss, "/setup/process/standards/approvals/")
    assert 'name="_seen" value="0"' in form
    told = {"most": "3", "severity": "blocks", "source": "样例市办法第三条", "_seen": "0"}
    assert boss.post("/setup/process/standards/approvals/", told).status_code == 302
    assert "样例市办法第三条" in page(boss, "/setup/process/standards/")
    assert queries.process_standards().measures[1].most == 3
    assert boss.post("/setup/process/standards/approvals/", told).status_code == 412
    page(boss, "/setup/process/standards/gone/", 404)
    near = at(given.staff(given.organ(), Can.SET_PROCESS, Can.IMPROVE_PROCESS))
    assert near.post("/setup/process/standards/approvals/", {**told, "_seen": "1"}).status_code == 403
