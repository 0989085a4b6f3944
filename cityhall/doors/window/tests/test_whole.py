"""一件事 at the counter: found beside the items, written on one page, handed in for all organs, and come back to."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cityhall.cases.tests import given as cases
from cityhall.cases.tests.given import PDF
from cityhall.doors.tests import visit
from cityhall.doors.window.tests.given import CLERK
from cityhall.joint import queries
from cityhall.joint.models import JointApplication, JointFile
from cityhall.joint.terms import Can, JointState
from cityhall.joint.tests import given
from cityhall.joint.tests.given import Whole
from cityhall.kernel.actor import Actor
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = [{"key": "staff", "label": "要雇人吗", "kind": "yes_no"}]
WITH_STAFF = [[{"key": "staff", "op": "is", "values": ["是"]}]]


@dataclass(frozen=True)
class Here:
    whole: Whole
    clerk: Actor
    browser: Client
    ref: str


def here(**changes: Any) -> Here:
    whole = given.four(**changes)
    clerk = organs.clerk(organs.window(whole.lead), *CLERK, Can.TAKE_IN)
    return Here(whole, clerk, visit.at(clerk), f"person:{people.walk_in('样例到场人')}")


@pytest.fixture
def counter() -> Here:
    return here()


def begun(at: Here, **more: str) -> str:
    answer = at.browser.post(
        "/window/", {"who": at.ref, "phone": "13900000001", "agent": "", "whole": at.whole.code, **more}
    )
    assert answer.status_code == 302, visit.text(answer)
    return str(JointApplication.objects.get(state=JointState.DRAFT).pk)


def typed(at: Here, draft: str, **more: Any) -> dict[str, Any]:
    mine = queries.joint_draft(at.clerk, draft)
    fields = {f.key: given.FORM.get(f.label, "") for f in mine.put.fields}
    return {
        **{f"f-{k}": v for k, v in fields.items()},
        **{f"on-{k}": "1" for k in fields},
        "phone": "13900000001",
        **more,
    }


def at_of(draft: str) -> str:
    return f"/window/whole/drafts/{draft}/"


def slot(at: Here, draft: str, name: str) -> str:
    return next(one.spec.key for one in queries.joint_draft(at.clerk, draft).slots if one.spec.name == name)


def taken(at: Here) -> str:
    draft = begun(at)
    answer = at.browser.post(at_of(draft), typed(at, draft, move="receive"))
    assert answer.status_code == 302, visit.text(answer)
    drain()
    return str(JointApplication.objects.get(pk=draft).number)


def test_it_is_found_beside_the_items_by_who_may_take_it_in(counter: Here) -> None:
    found = visit.page(counter.browser, "/window/items/?q=一件事")
    assert f'value="{counter.whole.code}"' in found
    plain = organs.clerk(organs.window(counter.whole.lead), *CLERK)
    assert f'value="{counter.whole.code}"' not in visit.page(visit.at(plain), "/window/items/?q=一件事")
    assert "一件事</a>" not in visit.page(visit.at(plain), "/window/")


def test_nobody_before_the_window_no_whole(counter: Here) -> None:
    answer = counter.browser.post("/window/", {"whole": counter.whole.code})
    assert answer.status_code == 422
    assert "还没有确定申请人" in visit.text(answer)
    assert not JointApplication.objects.exists()


def test_one_page_saves_form_paper_and_scans_together(counter: Here) -> None:
    draft = begun(counter)
    identity, premises = slot(counter, draft, "身份证明"), slot(counter, draft, "住所使用证明")
    sent = typed(counter, draft, move="save", given=[identity], seen=[identity])
    sent |= {f"c-{identity}": "2", f"u-{premises}": SimpleUploadedFile("scan.pdf", PDF, "application/pdf")}
    answer = counter.browser.post(at_of(draft), sent)
    assert answer.status_code == 302, visit.text(answer)
    row = JointApplication.objects.get(pk=draft)
    assert row.papers == {identity: {"copies": 2, "seen": True}}
    assert JointFile.objects.get(application=row, removed_at=None).name == "scan.pdf"
    assert given.FORM["企业名称"] in row.form.values()
    page = visit.page(counter.browser, at_of(draft))
    assert "必需材料已收齐" in page
    assert "scan.pdf" in page
    assert 'value="2"' in page


def test_a_scan_is_taken_off_again_and_the_rest_is_kept(counter: Here) -> None:
    draft = begun(counter)
    premises = slot(counter, draft, "住所使用证明")
    sent = typed(counter, draft) | {f"u-{premises}": SimpleUploadedFile("scan.pdf", PDF, "application/pdf")}
    counter.browser.post(at_of(draft), sent)
    file = JointFile.objects.get(application__pk=draft)
    assert counter.browser.get(f"{at_of(draft)}files/{file.pk}/").status_code == 200
    counter.browser.post(at_of(draft), typed(counter, draft, remove=str(file.pk)))
    assert JointFile.objects.get(pk=file.pk).removed_at is not None
    assert given.FORM["企业名称"] in JointApplication.objects.get(pk=draft).form.values()


def test_what_does_not_fit_is_said_at_its_field_and_the_rest_is_kept(counter: Here) -> None:
    draft = begun(counter)
    mine = queries.joint_draft(counter.clerk, draft)
    phone = next(f.key for f in mine.put.fields if f.label == "联系电话")
    answer = counter.browser.post(at_of(draft), typed(counter, draft, **{f"f-{phone}": "12", "move": "receive"}))
    assert answer.status_code == 422
    assert 'value="12"' in visit.text(answer)
    row = JointApplication.objects.get(pk=draft)
    assert (row.state, given.FORM["企业名称"] in row.form.values()) == (JointState.DRAFT, True)


def test_a_scan_kept_beside_a_wrong_field_is_shown(counter: Here) -> None:
    draft = begun(counter)
    phone = next(f.key for f in queries.joint_draft(counter.clerk, draft).put.fields if f.label == "联系电话")
    sent = typed(counter, draft, **{f"f-{phone}": "12"})
    sent |= {f"u-{slot(counter, draft, '住所使用证明')}": SimpleUploadedFile("scan.pdf", PDF, "application/pdf")}
    answer = counter.browser.post(at_of(draft), sent)
    assert (answer.status_code, JointFile.objects.count()) == (422, 1)
    assert "scan.pdf" in visit.text(answer), "or it would be scanned again"


def test_a_bad_file_is_refused_at_its_material_and_the_form_is_kept(counter: Here) -> None:
    draft = begun(counter)
    premises = slot(counter, draft, "住所使用证明")
    sent = typed(counter, draft, move="receive") | {f"u-{premises}": SimpleUploadedFile("x.exe", b"MZ" + b"\0" * 90)}
    answer = counter.browser.post(at_of(draft), sent)
    assert answer.status_code == 422
    assert 'role="alert"' in visit.text(answer)
    assert JointApplication.objects.get(pk=draft).state == JointState.DRAFT
    assert not JointFile.objects.exists()


def test_answers_say_what_is_asked_for_and_save_nothing() -> None:
    counter = here(asks=STAFF, when={"seal": WITH_STAFF})
    draft = begun(counter)
    before = JointApplication.objects.values().get(pk=draft)
    assert "样例seal" not in visit.page(counter.browser, at_of(draft))
    answer = counter.browser.post(f"{at_of(draft)}asked/", typed(counter, draft, **{"f-staff": "是", "on-staff": "1"}))
    assert "样例seal" in visit.text(answer)
    assert JointApplication.objects.values().get(pk=draft) == before


def test_handed_in_twice_it_is_one_application_with_a_receipt(counter: Here) -> None:
    draft = begun(counter)
    sent = typed(counter, draft, move="receive", _key="a" * 32)
    answers = [counter.browser.post(at_of(draft), sent) for _ in range(2)]
    number = JointApplication.objects.get(pk=draft).number
    assert [a["Location"] for a in answers] == [f"/window/whole/{number}/"] * 2
    drain()
    page = visit.page(counter.browser, f"/window/whole/{number}/")
    code = JointApplication.objects.get(pk=draft).access_code
    assert code in page
    receipt = visit.page(counter.browser, f"/window/whole/{number}/receipt/")
    for told in (code, str(number), "样例到场人", "样例licence", given.case_of(str(number), "licence")):
        assert told in receipt


def test_she_comes_back_for_how_she_gets_it_and_to_take_it_back(counter: Here) -> None:
    number = taken(counter)
    at = f"/window/whole/{number}/"
    wrong = counter.browser.post(f"{at}handing/", {"handing": "together", "method": "mail"})
    assert wrong.status_code == 422
    assert "收件" in visit.text(wrong)
    good = {"handing": "together", "method": "window"}
    assert counter.browser.post(f"{at}handing/", good).status_code == 302
    assert counter.browser.post(f"{at}withdraw/", {"reason": ""}).status_code == 422
    assert counter.browser.post(f"{at}withdraw/", {"reason": "不办了"}).status_code == 302
    assert JointApplication.objects.get(number=number).state == JointState.WITHDRAWN


def test_the_list_leads_back_to_what_is_not_finished(counter: Here) -> None:
    draft = begun(counter)
    page = visit.page(counter.browser, "/window/whole/")
    assert at_of(draft) in page
    assert "样例一件事" in page
    assert "没有叫这个名字的一件事" in visit.page(counter.browser, "/window/whole/?q=没有的事")
    assert counter.browser.post(f"{at_of(draft)}delete/").status_code == 302
    assert not JointApplication.objects.exists()


def test_strangers_and_colleagues_without_the_right_see_nothing_of_it(counter: Here) -> None:
    draft, number = begun(counter), ""
    colleague = visit.at(organs.clerk(organs.window(counter.whole.lead), *CLERK, Can.TAKE_IN))
    plain = visit.at(organs.clerk(organs.window(counter.whole.lead), *CLERK))
    assert colleague.get(at_of(draft)).status_code == 404
    assert colleague.post(at_of(draft), typed(counter, draft, move="receive")).status_code == 404
    assert plain.get("/window/whole/").status_code == 403
    counter.browser.post(at_of(draft), typed(counter, draft, move="receive"))
    drain()
    number = str(JointApplication.objects.get(pk=draft).number)
    assert colleague.get(f"/window/whole/{number}/").status_code == 200, "she comes back to any counter"
    for path in ("", "receipt/"):
        assert plain.get(f"/window/whole/{number}/{path}").status_code == 404
    assert plain.post(f"/window/whole/{number}/withdraw/", {"reason": "不办了"}).status_code == 404


def test_an_application_made_online_is_not_shown_at_the_counter(counter: Here) -> None:
    number = given.submitted(counter.whole)
    assert counter.browser.get(f"/window/whole/{number}/").status_code == 404


def test_an_item_by_its_name_is_picked_by_enter_though_a_whole_sounds_like_it(counter: Here) -> None:
    item = cases.place(name="样例一件事许可")
    clerk = visit.at(organs.clerk(organs.window(counter.whole.lead, item.organ), *CLERK, Can.TAKE_IN))
    base = {"who": counter.ref, "phone": "", "agent": "", "move": "next"}
    both = visit.text(clerk.post("/window/", {**base, "q": "样例一件事"}))
    assert f'value="{counter.whole.code}"' in both
    assert 'name="item"' not in both
    exact = visit.text(clerk.post("/window/", {**base, "q": "样例一件事许可"}))
    assert f'name="item" value="{item.terms.item_id}"' in exact
