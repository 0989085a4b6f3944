"""Every way an outcome reaches its applicant, what keeps it in the house, and the package at the end."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Q

from cityhall.cases import actions, queries
from cityhall.cases.actions.filing import AFTERWARDS
from cityhall.cases.models import ArchivePackage, Delivery, Invitation
from cityhall.cases.terms import Can, DeliveryState, Status
from cityhall.deadlines import actions as clocks
from cityhall.deadlines import queries as asked
from cityhall.deadlines.terms import Kind
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.files.store import reading
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.record import record
from cityhall.messages.models import Message, Paper
from cityhall.messages.terms import PaperKind
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from . import given, handled
from .test_actions import case, open_clocks

pytestmark = pytest.mark.django_db
MATERIALS = [
    {"key": "form", "name": "申请表", "form": "electronic"},
    {"key": "deed", "name": "房产证", "form": "electronic", "original_later": True},
]


@pytest.fixture
def here() -> given.Place:
    return given.place()


def record_of(number: str) -> dict[str, object]:
    drain()
    return dict(Paper.objects.filter(ref=f"case:{number}", kind=PaperKind.SERVICE_RECORD).latest("id").facts)


def test_mail_goes_to_the_address_she_chose_and_counts_from_the_day_it_was_signed_for(here: given.Place) -> None:
    with clock.frozen("2026-03-02 10:00"):
        number = given.granted(here)
        with pytest.raises(WrongStateError, match="没有登记邮寄地址"):
            actions.dispatch(here.issuer, number, "邮政特快专递", "EM1")
        with pytest.raises(InvalidInputError, match="收件地址"):
            actions.choose_delivery(here.citizen, number, "mail", "样例收件人", "13900000001")
        actions.choose_delivery(here.citizen, number, "mail", "样例收件人", "13900000001", "样例镇样例路 1 号")
        actions.dispatch(here.issuer, number, "邮政特快专递", "EM1")
        with pytest.raises(WrongStateError, match="EM1"):
            actions.deliver(here.issuer, number, "样例申请人")
        with pytest.raises(WrongStateError, match="已经寄出"):
            actions.correct_decision(here.approver, number, "更正", "笔误")
    with clock.frozen("2026-03-20 10:00"):
        with pytest.raises(InvalidInputError, match="签收日期"):
            actions.note_delivered(here.issuer, number, "样例收件人", clock.today() + timedelta(days=1))
        actions.note_delivered(here.issuer, number, "样例收件人", clock.local(clock.now()).date().replace(day=5))
        assert case(number).status == Status.DELIVERED
        told = record_of(number)
        page = queries.case_page(here.clerk, number)
    assert (told["service_method"], "EM1" in str(told["cause"])) == ("mail", True)
    assert "****" in page.deliveries[0].address
    [met] = [c.met for c in page.clocks if c.kind is Kind.DELIVERY]
    assert met is True  # written down late, but she had it in time


def test_a_letter_that_came_back_is_no_service(here: given.Place) -> None:
    number = given.granted(here)
    actions.choose_delivery(here.clerk, number, "mail", "样例收件人", "13900000001", "样例路 1 号")
    actions.dispatch(here.issuer, number, "邮政", "EM2")
    actions.note_returned(here.issuer, number, "无人签收")
    assert (case(number).status, Delivery.objects.get().state) == (Status.DECIDED, DeliveryState.RETURNED)
    assert Message.objects.filter(kind="returned").exists()
    actions.deliver(here.issuer, number, "样例申请人")
    assert case(number).status == Status.DELIVERED


def test_electronic_service_needs_her_consent(here: given.Place) -> None:
    number = given.granted(here)
    with pytest.raises(InvalidInputError, match="没有同意"):
        actions.deliver(here.issuer, number, "", method="electronic")
    actions.choose_delivery(here.citizen, number, "electronic", electronic_consent=True)
    actions.deliver(here.issuer, number, "", method="electronic")
    assert record_of(number)["service_method"] == "electronic"


def test_left_with_a_witness_or_pictures_and_entrusted_with_whom(here: given.Place) -> None:
    number = given.refused(here)
    drain()
    actions.deliver(
        here.issuer,
        number,
        "样例申请人",
        method="left",
        reason="本人拒收",
        witness="样例社区王某",
        evidence=given.file(),
    )
    told = record_of(number)
    assert (told["service_method"], "王某" in str(told["cause"])) == ("left", True)
    assert [d["title"] for d in told["documents"]]  # type: ignore[attr-defined]
    served = Paper.objects.get(ref=f"case:{number}", kind=PaperKind.DECISION)
    assert (served.service, served.served_at) == ("left", Delivery.objects.get().served_at)


def test_a_notice_serves_after_thirty_days_and_only_once(here: given.Place) -> None:
    with clock.frozen("2026-03-02 10:00"):
        number = given.granted(here)
        actions.publish_notice(here.issuer, number, "样例市人民政府网站", "邮件两次退回，电话无人接听")
        assert open_clocks(number).keys() == {Kind.PUBLIC_NOTICE}
        with pytest.raises(WrongStateError):
            actions.serve_by_notice(HOUSE, number)
    with clock.frozen("2026-04-02 10:00"):
        for _ in range(2):
            clocks.sweep(HOUSE)
            drain()
        assert (case(number).status, open_clocks(number)) == (Status.DELIVERED, {})
        assert Delivery.objects.get().state == DeliveryState.SERVED
        assert record_of(number)["service_method"] == "public"
        assert not Invitation.objects.exists()


@pytest.mark.parametrize(("rolls", "ends"), [(False, "2026-10-03"), (True, "2026-10-08")])
def test_a_notice_ends_after_its_days_unless_the_city_lets_it_roll(
    here: given.Place, settings: Any, *, rolls: bool, ends: str
) -> None:
    settings.PUBLIC_NOTICE_ROLLS = rolls
    with clock.frozen("2026-09-03 10:00"):  # the thirtieth day is one of the National Day's
        number = given.granted(here)
        actions.publish_notice(here.issuer, number, "政府网站", "下落不明")
        (running,) = [c for c in asked.clocks_of([f"case:{number}"]) if c.kind is Kind.PUBLIC_NOTICE]
        assert running.due_on == date.fromisoformat(ends)
    with clock.frozen("2026-10-04 10:00"):
        clocks.sweep(HOUSE)
        drain()
        assert case(number).status == (Status.DECIDED if rolls else Status.DELIVERED)


def test_who_comes_while_the_notice_is_out_is_served_in_person(here: given.Place) -> None:
    number = given.granted(here)
    actions.publish_notice(here.issuer, number, "公告栏", "下落不明")
    actions.deliver(here.issuer, number, "样例申请人")
    assert (case(number).status, Delivery.objects.get().method, open_clocks(number)) == ("delivered", "window", {})


def test_a_refusal_to_take_a_case_on_is_served_and_stays_what_it_is(here: given.Place) -> None:
    number = given.not_accepted(here)
    assert open_clocks(number).keys() == {Kind.DELIVERY}
    with pytest.raises(WrongStateError, match="还没有送达"):
        actions.archive(here.chief, number)
    drain()
    actions.deliver(here.issuer, number, "样例申请人")
    assert (case(number).status, open_clocks(number)) == (Status.NOT_ACCEPTED, {})
    assert [d["title"] for d in record_of(number)["documents"]] == ["不予受理决定书"]  # type: ignore[attr-defined]
    with pytest.raises(WrongStateError, match="已经送达"):
        actions.deliver(here.issuer, number, "样例申请人")
    actions.archive(here.chief, number)


def test_a_charged_result_waits_for_the_fee() -> None:
    here = given.place(fee="charged", fee_note="工本费 10 元")
    number = given.granted(here)
    with pytest.raises(WrongStateError, match="缴费"):
        actions.deliver(here.issuer, number, "样例申请人")
    with pytest.raises(InvalidInputError, match="金额"):
        actions.note_fee(here.issuer, number, "-1", "票1")
    actions.note_fee(here.issuer, number, "10.00", "票据0001")
    actions.deliver(here.issuer, number, "样例申请人")
    assert case(number).status == Status.DELIVERED


def test_an_original_that_does_not_match_keeps_the_result_until_the_right_one_comes() -> None:
    here = given.place(materials=MATERIALS)
    number = given.granted(here)
    page = queries.case_page(here.issuer, number)
    assert "还没有核验" in page.button("deliver").why  # type: ignore[union-attr]
    actions.check_original(here.issuer, number, "deed", matches=False, note="产权人不一致")
    with pytest.raises(WrongStateError, match="不符"):
        actions.deliver(here.issuer, number, "样例申请人")
    actions.check_original(here.issuer, number, "deed", matches=True)
    actions.deliver(here.issuer, number, "样例申请人")
    again = given.granted(here)
    actions.check_original(here.issuer, again, "deed", matches=False, note="产权人不一致")
    actions.revoke(here.approver, again, "fraud", "原件与申报不符。", "行政许可法第六十九条第二款")
    actions.deliver(here.issuer, again, "样例申请人")
    assert case(again).status == Status.DELIVERED


def test_what_nobody_fetches_is_asked_for_three_times_a_week_apart(here: given.Place) -> None:
    with clock.frozen("2026-03-02 10:00"):
        number = given.granted(here)
    said = []
    for day in ("2026-03-05", "2026-03-10", "2026-03-12", "2026-03-17", "2026-03-24", "2026-03-31"):
        with clock.frozen(f"{day} 09:00"):
            said.append(actions.chase_uncollected(HOUSE))
            rows = queries.uncollected(here.issuer).rows
    assert said == [0, 1, 0, 1, 1, 0]
    assert [(r.number, r.chases) for r in rows] == [(number, 3)]
    assert Message.objects.filter(kind="chased", channel="in_app").count() == 3


def test_she_is_asked_to_rate_once_and_can_have_a_receipt(here: given.Place) -> None:
    number = given.delivered(here)
    drain()
    assert Invitation.objects.get().case_number == number
    assert queries.invitation(Invitation.objects.get().token).case_number == number
    assert "12345" in Message.objects.get(kind="invitation", channel="in_app").body
    slip = actions.paper_for(here.issuer, number, PaperKind.PICK_UP)
    assert Paper.objects.get(number=slip).facts["receiver"] == "样例申请人"


def test_the_package_holds_everything_with_its_hash_and_is_the_same_twice(here: given.Place) -> None:
    number = given.delivered(here)
    drain()
    actions.archive(here.chief, number)
    drain()
    found = queries.package_of(here.chief, number)
    with reading(found.stored.sha256) as content:
        kept = content.read()
    bundle = zipfile.ZipFile(io.BytesIO(kept))
    told = json.loads(bundle.read("index.json"))
    assert {hashlib.sha256(bundle.read(e["name"])).hexdigest() == e["sha256"] for e in told["entries"]} == {True}
    names = " ".join(bundle.namelist())
    assert all(word in names for word in ("目录.txt", "材料/", "决定书", "送达回证", "办理记录.json"))
    assert (told["retention"], found.files) == ("30 年", len(told["entries"]))
    assert actions.verify_package(here.chief, number) == []
    again = queries.package_of(here.chief, number)
    from cityhall.kernel.journal.queries import lines_of

    actions.pack(next(line for line in lines_of([f"case:{number}"]) if line.event == "case.archived"))
    assert queries.package_of(here.chief, number).stored.sha256 == again.stored.sha256
    with pytest.raises(NotFoundError):
        queries.package_of(given.citizen(), number)
    with pytest.raises(NotAllowedError):
        queries.package_of(here.citizen, number)


def served_by(number: str) -> set[str]:
    return set(Paper.objects.filter(ref=f"case:{number}", served_at__isnull=False).values_list("served_by", flat=True))


def test_what_was_served_says_by_which_person_though_the_house_writes_it_down(here: given.Place) -> None:
    number = given.granted(here)
    drain()
    actions.deliver(here.issuer, number, "样例申请人")
    drain()
    assert served_by(number) == {here.issuer.name}
    with clock.frozen("2026-03-02 10:00"):
        other = given.granted(here)
        drain()
        actions.publish_notice(here.issuer, other, "政府网站", "下落不明")
    with clock.frozen("2026-04-10 10:00"):
        clocks.sweep(HOUSE)
        drain()
    assert served_by(other) == {here.issuer.name}  # nobody but time acted: who published the notice


def test_the_packed_journal_leaves_out_nothing_of_the_case() -> None:
    with clock.frozen("2026-09-14T10:00"):
        here = handled.place()
        draft = given.draft(here)
        actions.ask_pre_review(here.citizen, draft, "请先看看")
        pre_review = handled.key_of_draft(draft, "pre_review")
    with clock.frozen("2026-09-30T10:00"):
        clocks.sweep(HOUSE)
        drain()
        number = actions.receive(here.citizen, draft)
        actions.accept(here.clerk, number)
        special = handled.stop(here, number, days=3)
    with clock.frozen("2026-10-20T10:00"):
        clocks.sweep(HOUSE)
        drain()
        actions.finish_step(here.reviewer, number, "review", "agree", "符合条件")
        actions.grant(here.approver, number, "decide")
        actions.deliver(here.issuer, number, "样例申请人")
        drain()
        actions.archive(here.chief, number)
        drain()
        page = queries.case_page(here.reviewer, number)
    found = queries.package_of(here.chief, number)
    with reading(found.stored.sha256) as content:
        bundle = zipfile.ZipFile(io.BytesIO(content.read()))
    lines = json.loads(bundle.read("经过/办理记录.json"))
    refs = {line["ref"] for line in lines}
    asked = {f"draft:{draft}", f"beside:{draft}/{pre_review}", f"beside:{number}/{special}", f"case:{number}"}
    assert asked | {f"step:{number}/review"} <= refs
    kept = {
        (e.event, e.ref) for e in Entry.objects.filter(Q(ref__contains=number) | Q(ref__contains=draft))
        if e.event not in AFTERWARDS
    }  # fmt: skip
    assert {(line["event"], line["ref"]) for line in lines} == kept
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert "预审超过承诺时限" in {h.detail for h in page.story}


def test_a_case_with_very_many_lines_still_shows_the_latest(here: given.Place) -> None:
    number = given.accepted(here)
    for _ in range(3):
        reveal_often(here.reviewer, number, 200)
    actions.finish_step(here.reviewer, number, "review", "agree", "符合条件")
    told = queries.case_page(here.reviewer, number).story
    assert (told[-1].event, sum(h.event == "case.revealed" for h in told)) == ("step.finished", 600)
    actions.grant(here.approver, number, "decide")
    made = actions.paper_for(here.issuer, number, PaperKind.DECISION)
    assert Paper.objects.get(number=made).kind == PaperKind.DECISION


@action
def reveal_often(actor: Actor, number: str, times: int) -> None:
    for n in range(times):
        record(actor, "case.revealed", f"case:{number}", purpose="check", note=f"第 {n} 次")


def test_a_case_taken_up_again_is_packed_again(here: given.Place) -> None:
    number = given.archived(here)
    drain()
    first = ArchivePackage.objects.get()
    actions.revoke(here.approver, number, "fraud", "以虚假材料取得。", "第六十九条第二款")
    drain()
    actions.deliver(here.issuer, number, "样例申请人")
    drain()
    actions.archive(here.chief, number)
    drain()
    second = ArchivePackage.objects.get()
    assert second.sha256 != first.sha256
    assert second.retention == "10 年"
    assert actions.verify_package(here.chief, number) == []


def test_another_organ_serves_nothing(here: given.Place) -> None:
    number = given.granted(here)
    stranger = organs.staff(organs.organ(), Can.DELIVER, Can.DECIDE, Can.INTAKE)
    for act in (
        lambda: actions.dispatch(stranger, number, "邮政", "1"),
        lambda: actions.publish_notice(stranger, number, "网站", "原因"),
        lambda: actions.note_fee(stranger, number, "1", "1"),
        lambda: actions.check_original(stranger, number, "form", matches=True),
        lambda: actions.choose_delivery(stranger, number, "window"),
        lambda: actions.order_again(stranger, number, "review", "文号", 3),
    ):
        with pytest.raises(NotAllowedError):
            act()
