"""会商与联办踏勘 at the office: called, heard, sent back and passed; who has no part sees nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cityhall.cases.terms import Can as Cases
from cityhall.doors.tests import visit
from cityhall.joint.tests import given as joint
from cityhall.kernel import clock
from cityhall.kernel.tests import contents
from cityhall.meetings.models import Meeting
from cityhall.meetings.terms import Can, Kind
from cityhall.meetings.tests import given
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/office/meetings/"


def at_time() -> str:
    return clock.local(given.soon(5)).strftime("%Y-%m-%dT%H:%M")


def test_called_heard_and_concluded_on_screen() -> None:
    at = given.table()
    lead, fire = visit.at(at.chair), visit.at(at.speakers["fire"])
    assert "召集" in visit.page(lead, HOME)
    new = f"{HOME}new/?whole={at.number}"
    assert "样例申请人" in visit.page(lead, new)
    call = {"kind": "meeting", "stage": "all", "subject": "设计方案联审", "held_at": at_time(), "place": given.SITE,
            "days": "3", "decides": "unanimous", "binds": "yes"}  # fmt: skip
    assert lead.post(new, call | {"days": ""}).status_code == 422
    made = lead.post(new, call)
    assert made.status_code == 302, visit.text(made)
    number = Meeting.objects.get().number
    home = f"{HOME}{number}/"
    drain()
    assert "等本单位意见" in visit.page(fire, f"{HOME}?asked=1")

    drawing = SimpleUploadedFile("总平面图.png", contents.PNG, "image/png")
    assert lead.post(f"{home}files/", {"file": drawing}).status_code == 302
    assert lead.post(f"{home}files/", {"file": SimpleUploadedFile("坏.exe", b"MZ\x00\x01" * 9)}).status_code == 422
    assert "总平面图.png" in visit.page(fire, home)
    own, others = at.seat(number, "fire"), at.seat(number, "green")
    assert fire.post(f"{home}speak/{own}/", {"opinion": "against", "reason": ""}).status_code == 422
    assert fire.post(f"{home}speak/{others}/", {"opinion": "agree"}).status_code == 403
    assert fire.post(f"{home}speak/{own}/", {"opinion": "agree"}).status_code == 302
    body = {"conclusion": "pass", "minutes": "各方一致同意。"}
    with clock.frozen(given.soon(60)):
        assert "还没有发表意见" in visit.text(lead.post(f"{home}conclude/", body))
    at.says(number, "plan", "agree")
    assert lead.post(f"{home}excuse/{others}/", {"opinion": "absent", "reason": "不涉及绿化"}).status_code == 302
    assert lead.post(f"{home}remind/", {}).status_code == 302
    with clock.frozen(given.soon(60)):
        assert lead.post(f"{home}conclude/", body).status_code == 302
        drain()
        shown = visit.page(fire, home)
        assert "各方一致同意" in shown
        paper = given.view(at.chair, number).now.paper
        assert fire.get(f"{home}papers/{paper}/").status_code == 200
    case = joint.case_of(at.number, "fire")
    assert number in visit.page(visit.at(at.whole.places["fire"].reviewer), f"/office/cases/{case}/")


def test_who_has_no_part_sees_nothing() -> None:
    at = given.table()
    number = given.convened(at)
    stranger = visit.at(organs.staff(organs.organ(), Can.SEE, Cases.SEE))
    assert stranger.get(f"{HOME}{number}/").status_code == 404
    assert number not in visit.page(stranger, HOME)
    assert stranger.get(f"{HOME}new/?whole={at.number}").status_code == 403
    assert visit.at(at.chair).get(f"{HOME}{number}/nothing/").status_code == 404
    outside = visit.at(given.chair(organs.organ()))
    assert outside.get(f"{HOME}new/?whole={at.number}").status_code == 404


def test_experts_are_kept_and_asked() -> None:
    at = given.table()
    lead, case = visit.at(at.chair), joint.case_of(at.number, "plan")
    body = {
        "organ_id": at.whole.lead,
        "name": "样例专家",
        "field": "结构",
        "institution": "样例大学",
        "conflicts": "样例设计院\n",
    }
    assert lead.post(f"{HOME}experts/new/", body).status_code == 302
    assert "样例设计院" in visit.page(lead, f"{HOME}experts/?field=结构")
    call = {"cases": case, "subject": "结构专项评审", "held_at": at_time(), "place": given.SITE, "decides": "majority",
            "binds": "no"}  # fmt: skip
    from cityhall.meetings.models import Expert

    expert = Expert.objects.get()
    new = f"{HOME}new/?kind=experts"
    refused = lead.post(new, call | {"experts": expert.pk, "parties": "样例设计院"})
    assert refused.status_code == 422
    assert "应当回避" in visit.text(refused)
    assert lead.post(new, call | {"experts": expert.pk}).status_code == 302
    assert Meeting.objects.get().kind == Kind.EXPERTS
    assert lead.post(f"{HOME}experts/{expert.pk}/retire/", {"reason": "退休"}).status_code == 302
    assert "已出库" in visit.page(lead, f"{HOME}experts/")
