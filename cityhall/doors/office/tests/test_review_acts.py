"""Between acceptance and decision, at the office: each button where it belongs, grey with its reason, and what it does."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can, Stage
from cityhall.cases.tests import given, handled
from cityhall.catalogue.tests.given import STEPS
from cityhall.doors.office import acts
from cityhall.doors.tests.visit import at, page, text
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.organs.actions import appoint_deputy
from cityhall.organs.models import Staff
from cityhall.organs.queries import actor_for
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from .sending import send, status

pytestmark = pytest.mark.django_db
VISITED: list[dict[str, Any]] = [{**STEPS[0], "visit": True}, STEPS[1]]


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


@pytest.fixture
def here() -> given.Place:
    return handled.place()


def offered(actor: Actor, number: str) -> dict[str, str]:
    """Every act offered, with why it is grey."""
    return {o.name: o.why for o in acts.offers(queries.case_page(actor, number), actor)}


def test_what_a_reviewer_may_do_and_why_not(here: given.Place) -> None:
    number = given.accepted(here)
    assert {n: w for n, w in offered(here.reviewer, number).items() if w} == {}
    wanted = {"stop", "extend", "tell-hearing", "third-party", "ask-more", "ask-opinion", "report-up"}
    assert wanted <= set(offered(here.reviewer, number))
    assert {"suspend", "terminate"} <= set(offered(here.approver, number))
    assert not wanted & set(offered(here.approver, number))
    plain = given.place()
    other = given.accepted(plain)
    assert "没有列出" in offered(plain.reviewer, other)["stop"]
    handled.hearing_asked(here)
    actions.tell_hearing(here.reviewer, number, "拟不予许可", "场所不符合")
    assert "已有" in offered(here.reviewer, number)["tell-hearing"]
    done = given.granted(here)
    assert not wanted & set(offered(here.reviewer, done))


def test_a_special_procedure_from_its_proposal_to_its_result(here: given.Place) -> None:
    number, head = given.accepted(here), handled.head(here)
    client = at(here.reviewer)
    assert "专家评审" in page(client, f"/office/cases/{number}/stop/")
    assert send(client, number, "stop", cause="experts", days="5", reason="").status_code == 422
    assert send(client, number, "stop", cause="experts", days="5", reason="需要评审").status_code == 302
    key = str(handled.key_of(number, "special"))
    assert "approve-stop" not in offered(here.reviewer, number)
    assert send(at(here.reviewer), number, "approve-stop", key, agrees="yes").status_code == 403
    shown = page(at(head), f"/office/cases/{number}/")
    assert "审批特别程序" in shown
    assert send(at(head), number, "approve-stop", key).status_code == 422  # neither yes nor no
    assert send(at(head), number, "approve-stop", key, agrees="yes").status_code == 302
    assert "暂停" in page(client, f"/office/cases/{number}/")
    assert send(client, number, "resume", key, result="评审通过").status_code == 302
    assert handled.row_of(number, "special").stage == Stage.DONE


def test_a_suspended_case_shows_why_its_step_cannot_be_finished_or_returned(here: given.Place) -> None:
    number, other = given.accepted(here), given.reviewed(here)
    for one in (number, other):
        actions.suspend(here.approver, one, "样例法第十条", "等候裁判")
    (step,) = [s for s in queries.case_page(here.reviewer, number).steps if s.mine]
    assert "先恢复办理" in step.why
    assert "先恢复办理" in page(at(here.reviewer), f"/office/cases/{number}/")
    assert send(at(here.reviewer), number, "finish", "review", advice="agree", opinion="可以").status_code == 409
    assert offered(here.reviewer, number)["claim"] == ""
    told = offered(here.approver, other)
    assert "先恢复办理" in told["return"]
    assert told["lift-suspension"] == ""


def test_who_proposed_sees_why_she_may_not_approve(here: given.Place) -> None:
    both = organs.staff(here.organ, Can.REVIEW, Can.APPROVE_TIME, Can.SEE, desk=Desk.REVIEW)
    number = given.accepted(here)
    actions.propose_extension(both, number, 5, "案情复杂")
    assert "其他有权人员" in offered(both, number)["approve-extension"]
    assert offered(handled.head(here), number)["approve-extension"] == ""
    deputy = organs.staff(here.organ, Can.SEE)
    of = {a.account_id: Staff.objects.get(account_id=a.account_id or 0).pk for a in (both, deputy)}
    appoint_deputy(
        HOUSE, of[both.account_id], of[deputy.account_id], clock.today(), clock.today() + timedelta(days=2), "出差"
    )
    acting = actor_for(deputy.account_id or 0)
    assert acting is not None
    assert "所代理的人" in offered(acting, number)["approve-extension"]


def test_an_extension_and_its_refusal(here: given.Place) -> None:
    number, head = given.accepted(here), handled.head(here)
    client = at(here.reviewer)
    assert "最多 10" in page(client, f"/office/cases/{number}/extend/")
    assert send(client, number, "extend", days="5", reason="案情复杂").status_code == 302
    key = str(handled.key_of(number, "extension"))
    assert send(at(head), number, "approve-extension", key, agrees="no").status_code == 422
    assert send(at(head), number, "approve-extension", key, agrees="no", note="请加快").status_code == 302
    assert offered(here.reviewer, number)["extend"] == ""


def test_a_hearing_with_its_minutes_and_their_scan(here: given.Place) -> None:
    number = given.accepted(here)
    client = at(here.reviewer)
    told = {"matter": "拟不予许可", "text": "场所不符合"}
    assert send(client, number, "tell-hearing", **told).status_code == 302
    key = str(handled.key_of(number, "hearing"))
    assert "还没有人要求" in offered(here.reviewer, number)["set-hearing"]
    assert {"ask-hearing", "waive-hearing"} <= set(offered(here.clerk, number))
    assert send(at(here.clerk), number, "ask-hearing", key).status_code == 302
    chair = organs.staff(here.organ, Can.SEE, name="样例主持人")
    assert "样例主持人" in page(client, f"/office/cases/{number}/set-hearing/{key}/")
    when = {"held_at": "2026-09-28T09:00", "place": "三楼", "chair_account": chair.account_id}
    assert send(client, number, "set-hearing", key, **{**when, "held_at": "2026-09-16T09:00"}).status_code == 422
    assert send(client, number, "set-hearing", key, **when).status_code == 302
    assert datetime.fromisoformat(handled.row_of(number, "hearing").facts["held_at"]).hour == 9
    with clock.frozen("2026-09-28T12:00"):
        client = at(here.reviewer)
        scan = SimpleUploadedFile("笔录.pdf", given.PDF, "application/pdf")
        held = {"people": "申请人\n审查人员", "minutes": "双方陈述。", "file": scan}
        assert send(client, number, "hold-hearing", key, **held).status_code == 302
        row = handled.row_of(number, "hearing")
        assert (row.facts["people"], bool(row.facts["file"])) == (["申请人", "审查人员"], True)
        shown = page(at(here.approver), f"/office/cases/{number}/")
        assert "双方陈述" in shown
        assert f'href="/office/cases/{number}/minutes/{key}/"' in shown


def test_the_scan_of_the_minutes_is_opened_by_who_sees_the_case_and_nobody_else(here: given.Place) -> None:
    number, key = _heard(here)
    url = f"/office/cases/{number}/minutes/{key}/"
    opened = at(here.approver).get(url)
    assert b"".join(opened.streaming_content) == given.PDF  # type: ignore[attr-defined]
    assert (opened["Content-Type"], opened["Content-Disposition"].startswith("inline")) == ("application/pdf", True)
    other = given.place()
    assert at(other.reviewer).get(url).status_code == 404
    assert at(here.citizen).get(url).status_code == 403  # her own case, but no desk of the office
    theirs = given.accepted(other)
    assert at(other.reviewer).get(f"/office/cases/{theirs}/minutes/{key}/").status_code == 404
    bare = actions.tell_hearing(here.reviewer, given.accepted(here), "拟不予许可", "场所不符合")
    refused = at(here.reviewer).get(f"/office/cases/{number}/minutes/{bare}/")
    assert (refused.status_code, "没有找到这份听证笔录扫描件" in text(refused)) == (404, True)


def _heard(here: given.Place) -> tuple[str, int]:
    """A hearing held, with a scan of its minutes."""
    number = given.accepted(here)
    key = actions.tell_hearing(here.reviewer, number, "拟不予许可", "场所不符合")
    actions.ask_hearing(here.citizen, number, key)
    chair = organs.staff(here.organ, Can.SEE, name="样例主持人").account_id or 0
    actions.set_hearing(here.reviewer, number, key, datetime(2026, 9, 28, 9, 0, tzinfo=clock.ZONE), "三楼会议室", chair)
    with clock.frozen("2026-09-28T12:00"):
        actions.hold_hearing(here.reviewer, number, key, ["申请人"], "双方陈述。", given.file(given.PDF))
    return number, key


def test_third_parties_explanations_and_reports(here: given.Place) -> None:
    number = given.accepted(here)
    client = at(here.reviewer)
    assert send(client, number, "third-party", who="样例邻居", text="可能受影响").status_code == 302
    key = str(handled.key_of(number, "third_party"))
    assert send(client, number, "statement", key, text="不同意").status_code == 302
    assert send(client, number, "ask-more", question="请说明面积").status_code == 302
    more = str(handled.key_of(number, "explanation"))
    assert send(at(here.clerk), number, "answer-more", more, text="以实测为准").status_code == 302
    assert send(client, number, "report-up", to="省样例厅", text="初审同意").status_code == 302
    report = str(handled.key_of(number, "report"))
    assert send(client, number, "note-report", report, agrees="yes", text="同意").status_code == 302


def test_another_organ_answers_at_its_own_desk(here: given.Place) -> None:
    number = given.accepted(here)
    organ = organs.organ("市样例应邀局")
    colleague = organs.staff(organ, Can.REVIEW, desk=Desk.REVIEW)
    asked = send(at(here.reviewer), number, "ask-opinion", organ_id=organ, question="是否同意？", days="3")
    assert asked.status_code == 302
    assert "市样例应邀局" in page(at(here.reviewer), f"/office/cases/{number}/")
    client = at(colleague)
    assert "征求意见" in page(client, "/office/")
    key = str(handled.key_of(number, "opinion"))
    assert offered(colleague, number) == {"answer-opinion": ""}
    assert send(client, number, "answer-opinion", key, agrees="no", text="不同意占道").status_code == 302
    assert handled.row_of(number, "opinion").facts["agrees"] is False


def test_a_check_sheet_is_filled_in_and_the_second_confirms() -> None:
    here = given.place(steps=VISITED)
    second = handled.colleague(here, "样例第二人")
    number = given.accepted(here)
    client = at(here.reviewer)
    assert "两名工作人员" in page(client, f"/office/cases/{number}/")  # why the step cannot be finished
    sheet = page(client, f"/office/cases/{number}/visit/review/")
    assert "核查地点" in sheet
    assert "经营场所符合要求" in sheet
    empty = send(
        client, number, "visit", "review", place="样例路 1 号", second_account=second.account_id, conclusion="符合"
    )
    assert empty.status_code == 422
    assert "逐项写明" in text(empty)
    filled = send(
        client, number, "visit", "review", place="样例路 1 号", second_account=second.account_id, conclusion="符合",
        found_0="一致", point_0="消防通道", more_0="畅通",
    )  # fmt: skip
    assert filled.status_code == 302
    row = handled.row_of(number, "visit")
    assert [f["point"] for f in row.facts["findings"]] == ["材料内容真实、一致", "消防通道"]
    assert "confirm-visit" not in offered(here.reviewer, number)
    assert "现在不能登记" in page(client, f"/office/cases/{number}/visit/review/")
    assert send(at(second), number, "confirm-visit", str(row.pk), agrees="yes").status_code == 302
    assert send(client, number, "finish", "review", advice="agree").status_code == 302


def test_a_case_is_suspended_taken_up_and_ended(here: given.Place) -> None:
    number = given.accepted(here)
    client = at(here.approver)
    assert send(client, number, "suspend", basis="样例法第十条", reason="等候裁判").status_code == 302
    key = str(handled.key_of(number, "suspension"))
    assert "已有" in offered(here.approver, number)["suspend"]
    assert send(client, number, "lift-suspension", key, reason="裁判生效").status_code == 302
    assert send(client, number, "terminate", basis="样例法第十一条", reasons="申请人终止").status_code == 302
    assert status(number) == "terminated"


def test_an_overrun_promise_is_explained(here: given.Place) -> None:
    number = given.accepted(here)
    assert "explain" not in offered(here.reviewer, number)
    with clock.frozen("2026-10-09T10:00"):
        assert offered(here.reviewer, number)["explain"] == ""
        assert send(at(here.reviewer), number, "explain", text="系统故障，预计十二日办结").status_code == 302
