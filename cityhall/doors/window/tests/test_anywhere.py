"""通办 at the window: found, taken in, packed, sent, scanned, counted, handed out; and what a stranger sees."""

import pytest

from cityhall.anywhere import actions, queries
from cityhall.anywhere.models import Handover, Intake
from cityhall.anywhere.terms import Can, State, Way
from cityhall.anywhere.tests import given
from cityhall.cases.terms import Status
from cityhall.doors.tests import visit
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions as organs
from cityhall.organs.terms import Reach
from cityhall.organs.tests import given as organs_given
from cityhall.people.terms import Can as People
from cityhall.people.tests import given as people

pytestmark = pytest.mark.django_db(transaction=True)
AT = "/window/anywhere/"


def with_people(county: given.County) -> given.County:
    """The same county with a clerk who also finds people."""
    organs.save_role(
        HOUSE, "tongbanren", "通办找人", [str(People.FIND_PEOPLE), str(People.REGISTER_PEOPLE), *map(str, given.WINDOW)]
    )
    staff = organs.create_staff(
        HOUSE, "tongbanren", "样例通办受理员", county.organ, organs_given.PASSWORD, window_id=county.window
    )
    organs.assign(HOUSE, staff, "tongbanren", Reach.ORGAN)
    return given.County(county.organ, county.window, organs_given.actor("tongbanren"))


def test_an_item_of_another_place_is_found_and_taken_in_at_the_counter() -> None:
    whole = given.listed()
    county = with_people(whole.county)
    clerk, item = visit.at(county.clerk), whole.place.terms.item_id
    shown = visit.page(clerk, AT)
    assert whole.place.terms.name in shown
    assert f"?item={item}" in shown
    assert whole.place.terms.name not in visit.page(clerk, f"{AT}?q=没有的事项")
    counter = visit.page(clerk, f"/window/?item={item}")
    assert "收件（通办）" in counter
    assert "容缺受理" not in counter

    form = {f"f-{key}": value for key, value in given.values(whole.place).items()}
    materials = [m.key for m in whole.place.terms.materials if m.required]
    sent = {
        "item": str(item), "who": f"person:{people.walk_in('样例申请人')}", "phone": "13900000001", "agent": "", "given": materials,
        "move": "receive", **form, **{f"c-{key}": "1" for key in materials},
    }  # fmt: skip
    answer = clerk.post("/window/", sent)
    assert answer.status_code == 302, visit.text(answer)
    row = Intake.objects.select_related("case").get()
    assert answer["Location"] == f"{AT}cases/{row.case.number}/"
    assert (row.window_id, row.case.organ_id) == (county.window, whole.place.organ)


def test_paper_goes_by_its_pages_and_the_result_comes_back() -> None:
    whole = given.listed()
    number = given.taken(whole)
    window, office = visit.at(whole.county.clerk), visit.at(whole.courier)
    page = visit.page(window, f"{AT}cases/{number}/")
    assert "制作流转单" in page
    assert "时限" in page
    items = queries.intake(whole.county.clerk, number).items
    lines = {f"name-{n}": name for n, (_, name, _) in enumerate(items)} | {
        f"copies-{n}": "1" for n in range(len(items))
    }
    wrong = window.post(f"{AT}cases/{number}/materials/", {**lines, "name-0": ""})
    assert wrong.status_code == 422
    assert "没有列入流转单" in visit.text(wrong)
    made = window.post(f"{AT}cases/{number}/materials/", lines)
    assert made.status_code == 302, visit.text(made)
    code = Handover.objects.get().number
    assert made["Location"] == f"{AT}slips/{code}/"
    printed = visit.page(window, f"{AT}slips/{code}/print/")
    assert code in printed
    assert "data:image/svg" in printed
    assert window.post(f"{AT}slips/{code}/send/", {}).status_code == 422
    assert window.post(f"{AT}slips/{code}/send/", {"carrier": "样例快递", "waybill": "YL0001"}).status_code == 302

    listed = visit.page(office, "/office/anywhere/slips/?pile=to_receive")
    assert code in listed
    assert (
        office.get("/office/anywhere/slips/", {"code": code.lower()})["Location"] == f"/office/anywhere/slips/{code}/"
    )
    assert "是办件编号" in visit.text(office.get("/office/anywhere/slips/", {"code": number}))
    counted = {f"found-{n}": "1" for n in range(len(items))}
    short = office.post(f"/office/anywhere/slips/{code}/receive/", counted | {"found-0": "0"})
    assert "请写明差异" in visit.text(short)
    assert office.post(f"/office/anywhere/slips/{code}/receive/", counted).status_code == 302
    twice = office.post(f"/office/anywhere/slips/{code}/receive/", counted)
    assert twice.status_code == 409
    assert "已完成" in visit.text(twice)

    given.decided(whole, number)
    assert "还没有把结果交给本窗口" in visit.page(window, f"{AT}cases/{number}/")
    made = office.post(f"/office/anywhere/{number}/result/", {"name-0": "许可证", "copies-0": "1"})
    assert made.status_code == 302, visit.text(made)
    back = Handover.objects.get(way=Way.RESULT).number
    office.post(f"/office/anywhere/slips/{back}/send/", {"courier": "样例递送员"})
    window.post(f"{AT}slips/{back}/receive/", {"found-0": "1"})
    done = window.post(f"{AT}cases/{number}/issue/", {"receiver": "样例申请人", "relation": "本人"})
    assert done.status_code == 302, visit.text(done)
    assert given.row(number).case.status == Status.DELIVERED
    csv = visit.text(office.get("/office/anywhere/?as=csv"))
    assert "异地收件" in csv


def test_who_is_not_at_an_end_finds_nothing() -> None:
    whole = given.listed()
    number = given.taken(whole)
    code = given.sent(whole, number)
    stranger = visit.at(given.county().clerk)
    assert number not in visit.page(stranger, f"{AT}cases/")
    assert code not in visit.page(stranger, f"{AT}slips/?pile=on_way")
    assert stranger.get(f"{AT}cases/{number}/").status_code == 404
    wrong = stranger.get(f"{AT}slips/{code}/")
    assert wrong.status_code == 403
    assert "样例申请人" not in visit.text(wrong)
    nobody = visit.at(organs_given.staff(organs_given.organ(), Can.KEEP_LIST))
    assert nobody.get(AT).status_code == 403


def test_differences_refusals_and_losses_are_settled_on_the_page() -> None:
    whole = given.listed()
    code = given.sent(whole, given.taken(whole))
    window = visit.at(whole.county.clerk)
    found = given.all_there(code)
    found[0] = (0, "信封里没有")
    actions.receive_handover(whole.courier, code, found)
    assert "信封里没有" in visit.page(window, f"{AT}slips/{code}/")
    assert window.post(f"{AT}slips/{code}/close/", {"outcome": "已补寄"}).status_code == 302
    assert Handover.objects.get(number=code).state == State.CLOSED
    lost = given.sent(whole, given.taken(whole))
    assert window.post(f"{AT}slips/{lost}/lose/", {"reason": "承运单位答复遗失"}).status_code == 302
    assert "遗失" in visit.page(window, f"{AT}slips/?pile=open_ends")
