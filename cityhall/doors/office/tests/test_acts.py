"""What is done at the office: each act once done and once refused, and nothing typed lost."""

import re
from collections.abc import Iterator

import pytest

from cityhall.cases import actions, queries
from cityhall.cases.models import Case, Step
from cityhall.cases.terms import Can, Status, StepState
from cityhall.cases.tests import given
from cityhall.catalogue.terms import Procedure
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from .sending import send, status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


@pytest.fixture
def here() -> given.Place:
    return given.place()


# Review


def test_a_step_is_claimed_released_and_handed_over(here: given.Place) -> None:
    number = given.accepted(here)
    client = at(here.reviewer)
    assert "这个岗位没有其他人" in page(client, f"/office/cases/{number}/hand-over/review/")
    colleague = organs.staff(here.organ, Can.REVIEW, Can.SEE, name="样例同事", desk=Desk.REVIEW)
    assert send(client, number, "claim", "review").status_code == 302
    assert send(client, number, "release", "review").status_code == 302
    assert "样例同事" in page(client, f"/office/cases/{number}/hand-over/review/")
    assert send(client, number, "hand-over", "review").status_code == 422
    assert send(client, number, "hand-over", "review", to_account="999999").status_code == 422
    assert send(client, number, "hand-over", "review", to_account=colleague.account_id).status_code == 302
    taken = send(client, number, "claim", "review")
    assert taken.status_code == 409
    assert "样例同事" in text(taken)


def test_a_step_is_finished_with_points_phrase_and_opinion(here: given.Place) -> None:
    number = given.accepted(here)
    done = send(
        at(here.reviewer), number, "finish", "review", advice="agree", checked=["材料内容真实、一致"],
        phrase="经形式审查，材料齐全，符合要求。", opinion="另附核查记录。",
    )  # fmt: skip
    assert done.status_code == 302
    step = Step.objects.get(case__number=number, key="review")
    assert step.opinion == "经形式审查，材料齐全，符合要求。\n另附核查记录。"
    assert step.checked == ["材料内容真实、一致"]


def test_advice_against_needs_its_reason_and_what_was_ticked_stays(here: given.Place) -> None:
    number = given.accepted(here)
    refused = send(at(here.reviewer), number, "finish", "review", advice="disagree", checked=["经营场所符合要求"])
    assert refused.status_code == 422
    shown = text(refused)
    assert "请写明具体理由" in shown
    assert re.search(r'value="经营场所符合要求"[^>]*checked', shown)


def test_a_case_is_decided_in_the_words_of_its_regime() -> None:
    here = given.place(Procedure.REGISTRATION)
    granted, refused = given.reviewed(here), given.reviewed(here)
    client = at(here.approver)
    assert "予以登记" in page(client, f"/office/cases/{granted}/")
    assert send(client, granted, "decide", "decide", outcome="granted").status_code == 302
    empty = send(client, refused, "decide", "decide", outcome="refused")
    assert empty.status_code == 422
    assert "不予许可应当说明理由" in text(empty)
    answer = send(client, refused, "decide", "decide", outcome="refused", reasons="登记事项与章程不一致。")
    assert answer.status_code == 302
    shown = page(client, f"/office/cases/{refused}/")
    assert "不予登记" in shown
    assert "登记事项与章程不一致。" in shown
    assert status(granted) == Status.DECIDED


def test_who_reviewed_finds_the_decision_grey_with_its_reason(here: given.Place) -> None:
    both = organs.staff(here.organ, Can.REVIEW, Can.DECIDE, Can.SEE, desk=Desk.REVIEW)
    number = given.accepted(here)
    actions.finish_step(both, number, "review", "agree")
    actor = organs.staff(here.organ, Can.DECIDE, Can.SEE, desk=Desk.APPROVE)
    assert "disabled" not in page(at(actor), f"/office/cases/{number}/")
    held = given.reviewed(here)
    actions.hold(here.chief, held, "等候复核")
    shown = page(at(here.approver), f"/office/cases/{held}/")
    assert "为什么不能准予许可" in shown
    assert "等候复核" in shown


def test_a_case_is_returned_to_an_earlier_step(here: given.Place) -> None:
    number = given.reviewed(here)
    client = at(here.approver)
    assert "退回到" in page(client, f"/office/cases/{number}/return/decide/")
    missing = send(client, number, "return", "decide", back_to="review")
    assert missing.status_code == 422
    assert send(client, number, "return", "decide", back_to="review", reason="缺现场核查记录").status_code == 302
    assert Step.objects.get(case__number=number, key="review").state == StepState.OPEN


def test_two_reviewers_collide_and_nothing_typed_is_lost(here: given.Place) -> None:
    number = given.accepted(here)
    seen = Case.objects.get(number=number).version
    colleague = organs.staff(here.organ, Can.REVIEW, Can.SEE, name="样例同事", desk=Desk.REVIEW)
    actions.claim_step(colleague, number, "review")
    late = at(here.reviewer).post(
        f"/office/cases/{number}/finish/review/", {"_seen": seen, "advice": "disagree", "opinion": "写了很久的意见"}
    )
    assert late.status_code == 412
    assert "样例同事刚刚更新了这里的内容" in text(late)
    assert "写了很久的意见" in text(late)
    assert "readonly" in text(late)


def test_a_page_gone_stale_is_shown_afresh_with_what_was_typed_still_to_be_sent(here: given.Place) -> None:
    number = given.accepted(here)
    seen = Case.objects.get(number=number).version
    actions.hold(here.chief, number, "等候复核")
    client = at(here.reviewer)
    url = f"/office/cases/{number}/finish/review/"
    late = client.post(url, {"_seen": seen, "advice": "agree", "opinion": "写好的意见"})
    assert late.status_code == 412
    assert here.chief.name in text(late)
    fresh = re.search(r'finish/review/.*?name="_seen" value="(\d+)"', text(late), re.DOTALL)
    assert fresh is not None
    assert client.post(url, {"_seen": fresh[1], "advice": "agree", "opinion": "写好的意见"}).status_code == 302


def test_from_beside_the_list_the_whole_page_moves_on(here: given.Place) -> None:
    number = given.accepted(here)
    beside = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/office/?light=green&open={number}"}
    client = at(here.reviewer)
    claimed = client.post(f"/office/cases/{number}/claim/review/", headers=beside)
    assert (claimed.status_code, claimed.headers["HX-Redirect"]) == (204, f"/office/?light=green&open={number}")
    done = client.post(f"/office/cases/{number}/finish/review/", {"advice": "agree"}, headers=beside)
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, "/office/?light=green")


# Intake and the rest


@pytest.fixture
def intake(here: given.Place) -> Actor:
    return organs.staff(here.organ, Can.INTAKE, Can.NOT_ACCEPT, Can.SEE, desk=Desk.INTAKE)


def test_the_intake_desk_takes_a_case_on(here: given.Place, intake: Actor) -> None:
    number = given.received(here)
    client = at(intake)
    assert "受理告知" in page(client, "/office/")
    page(client, f"/office/cases/{number}/accept/")
    assert send(client, number, "accept").status_code == 302
    assert status(number) == Status.ACCEPTED
    again = send(client, number, "accept")
    assert again.status_code == 409
    assert "已受理，不能受理" in text(again)


def test_a_grey_acceptance_says_what_is_missing(here: given.Place, intake: Actor) -> None:
    number = given.received(here, materials=("form",))
    shown = page(at(intake), f"/office/cases/{number}/")
    assert "为什么不能受理" in shown
    assert "还缺材料：身份证明" in shown


def test_everything_missing_is_told_at_once(here: given.Place, intake: Actor) -> None:
    number = given.received(here, materials=("form",))
    client = at(intake)
    assert "没有提交" in page(client, f"/office/cases/{number}/supplement/")
    nothing = send(client, number, "supplement")
    assert nothing.status_code == 422
    assert "请写明需要补正的全部材料和原因" in text(nothing)
    half = send(client, number, "supplement", identity__how="请补交")
    assert half.status_code == 422
    assert "请补交" in text(half)
    told = send(client, number, "supplement", identity="没有提交", identity__how="请补交", form="没有签字")
    assert told.status_code == 302
    assert [p.key for p in queries.case_page(intake, number).notice.points] == ["form", "identity"]  # type: ignore[union-attr]


@pytest.mark.parametrize(("kind", "more", "words"), [
    ("not_needed", {}, "不受理（依法不需要办理）"),
    ("other_organ", {"other_organ": "市样例乙局"}, "市样例乙局"),
    ("barred", {"basis": "行政许可法第七十八条"}, "不予受理"),
])  # fmt: skip
def test_a_case_is_not_taken_on_for_a_reason(
    here: given.Place, intake: Actor, kind: str, more: dict[str, str], words: str
) -> None:
    number = given.received(here)
    client = at(intake)
    empty = send(client, number, "not-accept", kind=kind, reasons="")
    assert empty.status_code == 422
    if more:
        assert send(client, number, "not-accept", kind=kind, reasons="理由").status_code == 422
    assert send(client, number, "not-accept", kind=kind, reasons="理由", **more).status_code == 302
    assert words in page(client, f"/office/cases/{number}/")


def test_the_window_s_question_is_answered(here: given.Place) -> None:
    number = given.received(here)
    actions.refer(here.clerk, number, "场所证明可用吗？")
    client = at(here.reviewer)
    assert "场所证明可用吗？" in page(client, f"/office/cases/{number}/")
    page(client, f"/office/cases/{number}/answer/")
    assert send(client, number, "answer", answer="").status_code == 422
    assert send(client, number, "answer", answer="可以，按无产权证明办理。").status_code == 302
    gone = send(client, number, "answer", answer="再答一次")
    assert gone.status_code == 409
    assert "再答一次" in text(gone)


def test_a_material_is_checked(here: given.Place, intake: Actor) -> None:
    number = given.received(here)
    client = at(intake)
    page(client, f"/office/cases/{number}/check/identity/")
    assert send(client, number, "check", "identity", verdict="wrong").status_code == 422
    done = send(client, number, "check", "identity", verdict="wrong", problem="已过有效期", copies="1")
    assert done.status_code == 302
    assert "已过有效期" in page(client, f"/office/cases/{number}/")


def test_a_hold_is_set_and_lifted(here: given.Place) -> None:
    number = given.accepted(here)
    client = at(here.chief)
    page(client, f"/office/cases/{number}/hold/")
    assert send(client, number, "hold", reason="").status_code == 422
    assert send(client, number, "hold", reason="等候现场复核").status_code == 302
    assert "等候现场复核" in page(client, f"/office/cases/{number}/")
    assert send(client, number, "lift").status_code == 302
    assert send(client, number, "lift").status_code == 409


def test_a_duplicate_is_voided_and_an_ended_case_archived(here: given.Place) -> None:
    client = at(here.chief)
    number = given.received(here)
    page(client, f"/office/cases/{number}/void/")
    assert send(client, number, "void", reason="").status_code == 422
    assert send(client, number, "void", reason="重复申请", instead="990100-2026-00000001").status_code == 302
    ended = given.delivered(here)
    assert "归档后案卷不再变动" in page(client, f"/office/cases/{ended}/")
    assert send(client, ended, "archive").status_code == 302
    assert (status(number), status(ended)) == (Status.VOIDED, Status.ARCHIVED)


def test_who_may_not_is_refused_by_the_act_itself(here: given.Place) -> None:
    received, accepted = given.received(here), given.accepted(here)
    client = at(here.approver)
    for number, act, key in (
        (received, "accept", ""), (received, "void", ""), (accepted, "hold", ""), (accepted, "finish", "review")
    ):  # fmt: skip
        values = {"reason": "x", "advice": "agree"}
        assert send(client, number, act, key, **values).status_code == 403
    assert (status(received), status(accepted)) == (Status.RECEIVED, Status.ACCEPTED)
