"""告知承诺, 听证, 缴费, 所涉证照 at the window: the good path, a refusal with what was typed kept, and a stranger."""

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can, Proceeding, Stage, Status
from cityhall.cases.tests import given as cases
from cityhall.cases.tests.acts import intake
from cityhall.catalogue.tests import given as items
from cityhall.organs.tests import given as organs

from . import given

pytestmark = pytest.mark.django_db


def test_a_pledge_is_read_out_and_taken() -> None:
    here = intake.pledge_place()
    number, clerk = intake.short(here), given.browser(here.clerk)
    url = f"/window/cases/{number}/pledge/"
    assert "本人承诺经营场所符合规定条件。" in clerk.get(url).content.decode()
    assert clerk.post(url).status_code == 302
    page = queries.case_page(here.clerk, number)
    assert (page.status, page.beside_of(Proceeding.PLEDGE)[0].open) == (Status.ACCEPTED, True)


def test_a_pledge_does_not_spare_the_rest_and_is_nobody_elses_to_take() -> None:
    here = intake.pledge_place()
    number = cases.received(here, materials=("form",))
    url = f"/window/cases/{number}/pledge/"
    refused = given.browser(here.clerk).post(url)
    assert (refused.status_code, "还缺材料：身份证明" in refused.content.decode()) == (409, True)
    assert given.browser(cases.place().clerk).post(url).status_code == 404
    assert given.browser(here.citizen).post(url).status_code == 403
    assert queries.case_page(here.clerk, number).status is Status.RECEIVED


@pytest.mark.parametrize(("answer", "stage"), [("ask", Stage.OPEN), ("waive", Stage.WAIVED)])
def test_a_hearing_is_asked_for_or_waived_in_her_name(answer: str, stage: Stage) -> None:
    here = cases.place()
    number = cases.accepted(here)
    key = actions.tell_hearing(here.reviewer, number, "拟不予许可", "场所不符合要求。")
    url, clerk = f"/window/cases/{number}/hearings/{key}/", given.browser(here.clerk)
    assert given.browser(cases.place().clerk).post(url, {"answer": answer}).status_code == 404
    assert given.browser(here.citizen).post(url, {"answer": answer}).status_code == 403
    assert "代为提出听证" in clerk.get(f"/window/cases/{number}/").content.decode()
    assert clerk.post(url, {"answer": answer}).status_code == 302
    hearing = queries.case_page(here.clerk, number).beside_of(Proceeding.HEARING)[0]
    assert (hearing.stage, hearing.asked) == (stage, answer == "ask")
    if stage is Stage.WAIVED:
        actions.finish_step(here.reviewer, number, "review", "disagree", "不符合")
        actions.refuse(here.approver, number, "decide", "场所不符合要求。")
        late = clerk.post(url, {"answer": "ask"})
        assert (late.status_code, "没有进行中的听证" in late.content.decode()) == (409, True)


def test_a_fee_is_noted_before_the_result_is_handed_over() -> None:
    here = cases.place(fee="charged", fee_note="每证 10 元")
    number = cases.granted(here)
    desk = given.browser(organs.clerk(here.window, *given.CLERK))
    url = f"/window/handover/{number}/fee/"
    assert "每证 10 元" in desk.get(f"/window/handover/{number}/").content.decode()
    refused = desk.post(url, {"fee-amount": "十元", "fee-receipt": "票-0007", "fee-waiver": ""})
    assert (refused.status_code, 'value="十元"' in refused.content.decode()) == (422, True)
    assert 'value="票-0007"' in refused.content.decode()
    sent = {"fee-amount": "10.00", "fee-receipt": "票-0007", "fee-waiver": ""}
    assert given.browser(cases.place().clerk).post(url, sent).status_code == 404
    assert given.browser(organs.clerk(here.window, Can.INTAKE)).post(url, sent).status_code == 403
    assert desk.post(url, sent).status_code == 302
    assert "票据 票-0007" in desk.get(f"/window/handover/{number}/").content.decode()


def test_an_item_about_a_licence_asks_which_and_keeps_what_was_typed() -> None:
    hall = given.hall()
    change = items.published_item(
        hall.place.organ,
        name="食品经营许可（变更）",
        licence_act="change",
        fields=given.FOOD_FIELDS,
        materials=given.FOOD_MATERIALS,
    )
    here = given.Hall(hall.place, hall.clerk, change, hall.spot, hall.window)
    clerk, sent = given.browser(here.clerk), given.filled(here, given.entity(), move="receive")
    refused = clerk.post("/window/", sent | {"l_number": "", "l_until": "2030-01-01"})
    shown = refused.content.decode()
    assert (refused.status_code, 'value="2030-01-01"' in shown, "鼓楼街道文昌路 18 号" in shown) == (422, True, True)
    assert "请填写要办理的证照编号" in shown
    elsewhere = given.browser(given.hall(codes=False).clerk)
    named = sent | {"l_number": "样例证〔2020〕1号", "l_until": "2030-01-01"}
    assert elsewhere.post("/window/", named).status_code == 404
    done = clerk.post("/window/", named)
    assert done.status_code == 302, done.content.decode()
    assert "样例证〔2020〕1号" in clerk.get(done["Location"]).content.decode()
