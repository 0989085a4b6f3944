"""Everything between acceptance and decision, by its address."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases import actions
from cityhall.cases.terms import Can
from cityhall.cases.tests import given, handled
from cityhall.catalogue.tests.given import STEPS
from cityhall.kernel import clock
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from .test_api import send, signed_in

pytestmark = pytest.mark.django_db
VISITED: list[dict[str, Any]] = [{**STEPS[0], "visit": True}, STEPS[1]]


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.frozen("2026-09-14T10:00"):
        yield


def act(who: Client, number: str, what: str, body: Any = None, *, method: str = "POST", wanted: int = 204) -> Any:
    """With the version she sees; answers the body."""
    seen = who.get(f"/api/cases/{number}")["ETag"]
    answer = send(who, method, f"/cases/{number}/{what}", body, **{"If-Match": seen})
    assert answer.status_code == wanted, answer.content
    return answer.json() if answer.content else None


def test_time_is_stopped_taken_up_and_lengthened() -> None:
    here = handled.place()
    number = given.accepted(here)
    reviewer, head = signed_in(here.reviewer), signed_in(handled.head(here))
    body = {"cause": "experts", "days": 5, "reason": "需要评审"}
    key = act(reviewer, number, "stops", body, wanted=201)["key"]
    act(reviewer, number, f"stops/{key}/approval", {"agrees": True}, wanted=403)
    act(head, number, f"stops/{key}/approval", {"agrees": True})
    act(reviewer, number, f"stops/{key}/end", {"text": "评审通过"})
    act(reviewer, number, f"stops/{key}/end", {"text": "评审通过"}, wanted=404)
    key = act(reviewer, number, "extensions", {"days": 5, "reason": "案情复杂"}, wanted=201)["key"]
    act(head, number, f"extensions/{key}/approval", {"agrees": True})
    act(reviewer, number, "overrun-explanations", {"text": "系统故障"}, wanted=409)


def test_a_hearing_and_third_parties() -> None:
    here = given.place()
    number = given.accepted(here)
    reviewer, citizen = signed_in(here.reviewer), signed_in(here.citizen)
    body = {"matter": "拟不予许可", "text": "场所不符合"}
    key = act(reviewer, number, "hearings", body, wanted=201)["key"]
    act(citizen, number, f"hearings/{key}/request")
    chair = organs.staff(here.organ, Can.SEE).account_id
    when = {"held_at": "2026-09-28T09:00:00+08:00", "place": "三楼", "chair_account": chair}
    act(reviewer, number, f"hearings/{key}/date", when, method="PUT")
    with clock.frozen("2026-09-28T12:00"):
        reviewer = signed_in(here.reviewer)
        seen = reviewer.get(f"/api/cases/{number}")["ETag"]
        form = {"people": ["申请人"], "minutes": "双方陈述。", "file": SimpleUploadedFile("笔录.pdf", given.PDF)}
        held = reviewer.post(f"/api/cases/{number}/hearings/{key}/minutes", form, headers={"If-Match": seen})
        assert held.status_code == 204, held.content
        scan = f"/api/cases/{number}/hearings/{key}/minutes"
        assert b"".join(reviewer.get(scan).streaming_content) == given.PDF  # type: ignore[attr-defined]
        assert signed_in(given.place().reviewer).get(scan).status_code == 404
        key = act(reviewer, number, "third-parties", {"who": "样例邻居", "text": "可能受影响"}, wanted=201)["key"]
        act(reviewer, number, f"third-parties/{key}/statements", {"text": "不同意"})
        other = given.accepted(here)
        key = act(reviewer, other, "hearings", body, wanted=201)["key"]
        act(signed_in(here.citizen), other, f"hearings/{key}/waiver")


def test_asking_the_applicant_other_organs_and_the_upper_one() -> None:
    here = given.place()
    number = given.accepted(here)
    reviewer, organ = signed_in(here.reviewer), organs.organ()
    colleague = signed_in(organs.staff(organ, Can.REVIEW, desk=Desk.REVIEW))
    key = act(reviewer, number, "explanations", {"text": "请说明"}, wanted=201)["key"]
    act(signed_in(here.citizen), number, f"explanations/{key}/answer", {"text": "已说明"})
    body = {"organ_id": organ, "question": "同意吗？", "days": 5, "countersign": True}
    key = act(reviewer, number, "opinions", body, wanted=201)["key"]
    act(colleague, number, f"opinions/{key}/answer", {"agrees": True, "text": "同意"})
    key = act(reviewer, number, "reports", {"to": "省样例厅", "text": "初审同意"}, wanted=201)["key"]
    act(reviewer, number, f"reports/{key}/answer", {"agrees": True, "text": "同意"})


def test_a_visit_of_two() -> None:
    here = given.place(steps=VISITED)
    number, second = given.accepted(here), handled.colleague(here)
    body = {
        "second_account": second.account_id, "place": "样例路", "findings": [{"point": "场所", "found": "一致"}],
        "conclusion": "符合",
    }  # fmt: skip
    key = act(signed_in(here.reviewer), number, "steps/review/visits", body, wanted=201)["key"]
    act(signed_in(second), number, f"visits/{key}/confirmation", {"agrees": True})


def test_suspended_taken_up_and_ended() -> None:
    here = given.place()
    number = given.accepted(here)
    approver = signed_in(here.approver)
    key = act(approver, number, "suspensions", {"basis": "样例法第十条", "reason": "等候裁判"}, wanted=201)["key"]
    act(approver, number, f"suspensions/{key}/end", {"text": "裁判生效"})
    act(approver, number, "termination", {"basis": "样例法第十一条", "reason": "申请人终止"})
    with pytest.raises(Exception, match="终止"):
        actions.ask_more(here.reviewer, number, "请说明")


def test_what_was_left_at_the_door_is_proved_by_the_picture_sent_along() -> None:
    here = given.place()
    number = given.granted(here)
    clerk = signed_in(organs.clerk(here.window, Can.DELIVER, Can.SEE))
    seen = clerk.get(f"/api/cases/{number}")["ETag"]
    left = {"receiver": "样例申请人", "reason": "拒收"}
    url = f"/api/cases/{number}/left-service"
    bare = clerk.post(url, left, headers={"If-Match": seen})
    assert (bare.status_code, "见证人" in bare.json()["detail"]) == (422, True)
    proof = SimpleUploadedFile("门前.pdf", given.PDF)
    done = clerk.post(url, {**left, "file": proof}, headers={"If-Match": seen})
    assert done.status_code == 204, done.content


def test_phrases_for_opinions_are_kept_and_dropped() -> None:
    here = given.place()
    reviewer, clerk = signed_in(here.reviewer), signed_in(here.clerk)
    made = send(reviewer, "POST", "/phrases", {"text": "材料齐全。"})
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    assert reviewer.get("/api/phrases").json() == {"rows": [{"id": key, "text": "材料齐全。"}]}
    again = send(reviewer, "POST", "/phrases", {"text": "材料齐全。"})
    assert (again.status_code, again.json()["code"]) == (422, "case.phrase_kept")
    assert (clerk.get("/api/phrases").status_code, send(clerk, "DELETE", f"/phrases/{key}").status_code) == (403, 403)
    assert send(signed_in(here.approver), "DELETE", f"/phrases/{key}").status_code == 404
    assert send(reviewer, "DELETE", f"/phrases/{key}").status_code == 204
    assert reviewer.get("/api/phrases").json() == {"rows": []}
