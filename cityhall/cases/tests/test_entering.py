"""预审, 转送, 断网补录, 咨询, 办不成事."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.cases import actions, queries
from cityhall.cases.actions import Point
from cityhall.cases.models import Case, Consultation, Grievance, Material, MaterialFile, ProceedingRow
from cityhall.cases.terms import Can, GrievanceState, Proceeding, Stage, Status
from cityhall.deadlines import queries as clocks
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError, WrongStateError
from cityhall.kernel.files import store
from cityhall.kernel.files.models import StoredFile
from cityhall.kernel.journal.models import Entry
from cityhall.messages.models import Message, Paper
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.site.testing import drain

from . import given
from .acts import intake

pytestmark = pytest.mark.django_db


def test_an_opinion_is_asked_answered_and_told() -> None:
    here = given.place()
    draft = given.draft(here, materials=("form",))
    desk = organs.staff(here.organ, Can.INTAKE, desk=Desk.INTAKE)
    with pytest.raises(NotFoundError):
        queries.pre_review_page(desk, draft)
    actions.ask_pre_review(here.citizen, draft, "请看材料是否齐全")
    with pytest.raises(WrongStateError) as no:
        actions.ask_pre_review(here.citizen, draft)
    assert no.value.code == "case.pre_review_open"
    assert [(r.waiting, r.draft) for r in queries.office(desk).rows] == [("预审", draft)]
    assert [r.draft for r in queries.pre_reviews(desk).rows] == [draft]
    page = queries.pre_review_page(desk, draft)
    assert page.missing == ("身份证明",)
    assert all("样例路 1 号" not in f.value and "13900000001" not in f.value for f in page.fields)
    with pytest.raises(NotFoundError):
        queries.pre_review_page(organs.staff(organs.organ(), Can.INTAKE, desk=Desk.INTAKE), draft)
    actions.save_draft(here.citizen, draft, given.FORM)  # the draft may go on being edited
    version = queries.draft(here.citizen, draft).version
    actions.answer_pre_review(desk, draft, False, "", [Point("identity", "", "没有提交", "请上传")])
    assert queries.draft(here.citizen, draft).version == version
    assert not queries.pre_reviews(desk).rows
    drain()
    paper = Paper.objects.get(kind="pre_review")
    assert (paper.ref, paper.facts["case_number"]) == (f"draft:{draft}", "（草稿）")
    assert [p["material"] for p in paper.facts["points"]] == ["身份证明"]
    assert Message.objects.filter(kind="pre_review", account_id=here.citizen.account_id).exists()
    assert queries.paper_seen(here.citizen, paper.number).number == paper.number
    with pytest.raises(NotFoundError):
        queries.paper_seen(given.citizen(), paper.number)
    actions.ask_pre_review(here.citizen, draft)
    number = actions.receive(here.citizen, draft)
    last = ProceedingRow.objects.order_by("-id")[0]
    assert (last.stage, Case.objects.get(number=number).beside) == (Stage.CANCELLED, {})
    assert all(c.stopped_on for c in clocks.clocks_of([f"beside:{draft}/{last.pk}"]))
    assert [b.kind for b in queries.case_page(here.citizen, number).beside] == [Proceeding.PRE_REVIEW] * 2


@pytest.mark.parametrize(
    ("ready", "text", "points", "code"),
    [
        (True, "", [Point("form", "", "缺页")], "case.ready_with_points"),
        (False, " ", [], "case.no_opinion"),
        (False, "", [Point("strange", "别的", "缺")], "case.unknown_material"),
        (False, "", [Point("form", "", " ")], "case.problem_missing"),
    ],
)
def test_an_opinion_says_all_of_it_at_once(ready: bool, text: str, points: list[Point], code: str) -> None:
    here = given.place()
    draft = intake.asked(here)
    lines = Entry.objects.count()
    with pytest.raises(InvalidInputError) as no:
        actions.answer_pre_review(here.clerk, draft, ready, text, points)
    assert (no.value.code, Entry.objects.count()) == (code, lines)


def test_a_deleted_draft_leaves_nothing_waiting_and_lets_its_files_go() -> None:
    here = given.place()
    draft = given.draft(here, materials=())
    alone, shared = given.file(b"%PDF-1.4 alone"), given.file(b"%PDF-1.4 shared")
    actions.attach(here.citizen, draft, "form", alone, "a.pdf")
    actions.attach(here.citizen, draft, "identity", shared, "b.pdf")
    other = given.draft(here, materials=())
    actions.attach(here.citizen, other, "form", shared, "b.pdf")
    actions.ask_pre_review(here.citizen, draft)
    actions.answer_pre_review(here.clerk, draft, True, "")
    drain()
    actions.ask_pre_review(here.citizen, draft)
    row = ProceedingRow.objects.order_by("-id")[0]
    actions.delete_draft(here.citizen, draft)
    assert not ProceedingRow.objects.filter(case__application_id=draft).exists()
    assert all(c.stopped_on for c in clocks.clocks_of([f"beside:{draft}/{row.pk}"]))
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert store.let_go(queries.contents_in_use) == 1
    assert not StoredFile.objects.filter(sha256=alone.sha256).exists()
    assert StoredFile.objects.get(sha256=shared.sha256).released_at is None


def test_an_application_goes_on_to_another_item_with_what_fits() -> None:
    here, there = given.place(), given.place()
    with clock.frozen("2026-03-02 10:00"):
        number = given.received(here)
    with clock.frozen("2026-03-04 10:00"):
        with pytest.raises(InvalidInputError):
            actions.transfer(here.clerk, number, "", "不属本局职权", False, there.terms.item_id)
        new = actions.transfer(here.clerk, number, "", "不属本局职权", True, there.terms.item_id)
    old, case = Case.objects.get(number=number), Case.objects.get(number=new)
    assert (old.status, case.status, case.from_number) == (Status.TRANSFERRED, Status.RECEIVED, number)
    assert case.application.account_id == here.citizen.account_id
    assert case.application.form["premises_name"] == "样例面馆"
    assert case.application.sealed_form["contact_phone"] == "13900000001"
    assert set(Material.objects.filter(application=case.application).values_list("key", flat=True)) == {
        "form",
        "identity",
    }
    assert MaterialFile.objects.filter(material__application=case.application).count() == 2
    (notice,) = [c for c in clocks.clocks_of([case.ref]) if c.kind is Kind.NOTICE]
    assert str(notice.start_on) == "2026-03-04"
    assert queries.case_page(here.citizen, new).from_number == number
    with clock.frozen("2026-03-04 10:30"):
        drain()
    told = Paper.objects.get(ref=old.ref, kind="transfer").facts
    assert new in told["to"]


def test_a_window_that_serves_both_organs_received_it_for_both() -> None:
    here, there = given.place(), given.place()
    window = organs.window(here.organ, there.organ)
    clerk = organs.clerk(window, Can.INTAKE, desk=Desk.INTAKE)
    with clock.frozen("2026-03-02 10:00"):
        number = given.received(here)
    with clock.frozen("2026-03-04 10:00"):
        new = actions.transfer(clerk, number, "", "选错事项", True, there.terms.item_id)
    case = Case.objects.get(number=new)
    assert case.received_at == Case.objects.get(number=number).received_at
    assert [str(c.start_on) for c in clocks.clocks_of([case.ref])] == ["2026-03-02"]


def test_what_was_taken_in_while_the_network_was_down_counts_from_then() -> None:
    here = given.place()
    supervisor = organs.staff(here.organ, Can.SUPERVISE)
    args = (here.clerk, here.terms.item_id, given.applicant(), given.FORM, given.handed(here))
    with clock.frozen("2026-03-03 10:00"):
        now = clock.now()
        for at, reason, code in (
            (now, "断网", "case.not_past"), (now - timedelta(days=9), "断网", "case.too_long_ago"),
            (now - timedelta(days=1), " ", "case.no_reason"),
        ):  # fmt: skip
            with pytest.raises(InvalidInputError) as no:
                actions.receive_back_entry(*args, at, reason)
            assert no.value.code == code
        number = actions.receive_back_entry(*args, now - timedelta(days=1), "昨日断网，登记簿第 3 页")
        case = Case.objects.get(number=number)
        assert (case.back_entered, clock.day_of(case.received_at).isoformat()) == (True, "2026-03-02")  # type: ignore[arg-type]
        assert [str(c.start_on) for c in clocks.clocks_of([case.ref])] == ["2026-03-02"]
        (row,) = queries.back_entries(supervisor).rows
        with pytest.raises(NotAllowedError):
            actions.confirm_back_entry(here.clerk, number, str(row.id), True)
        with pytest.raises(InvalidInputError):
            actions.confirm_back_entry(supervisor, number, str(row.id), False)
        actions.accept(here.clerk, number)
        actions.finish_step(here.reviewer, number, "review", "agree", "符合")
        actions.grant(here.approver, number, "decide")
        actions.confirm_back_entry(supervisor, number, str(row.id), True)
    assert not queries.back_entries(supervisor).rows
    (told,) = queries.case_page(here.clerk, number).beside_of(Proceeding.BACK_ENTRY)
    assert (told.stage, told.facts[0]) == (Stage.DONE, ("实际收件", "2026-03-02 10:00"))


def test_nobody_looks_at_her_own_back_entry() -> None:
    here = given.place()
    both = organs.clerk(here.window, Can.INTAKE, Can.SUPERVISE, desk=Desk.INTAKE)
    before = clock.now() - timedelta(hours=2)
    number = actions.receive_back_entry(both, here.terms.item_id, given.applicant(), given.FORM, [], before, "断网")
    with pytest.raises(NotAllowedError) as no:
        actions.confirm_back_entry(both, number, str(ProceedingRow.objects.get().pk), True)
    assert no.value.code == "case.own_back_entry"


def test_a_consultation_leaves_a_number_and_a_paper() -> None:
    here = given.place()
    number = actions.note_consultation(
        here.clerk, "怎么办？", "带身份证到窗口。", item_id=here.terms.item_id, name="样例某", phone="13900000002"
    )
    (row,) = queries.consultations(here.clerk).rows
    assert (row.number, row.phone) == (number, "139****0002")
    assert Paper.objects.get(number=row.paper).ref == f"consultation:{number}"
    assert queries.consultation(here.clerk, number).paper == row.paper
    assert not Entry.objects.filter(values__icontains="样例某").exists()
    with pytest.raises(InvalidInputError):
        actions.note_consultation(here.clerk, "怎么办？", " ")
    with pytest.raises(NotAllowedError):
        actions.note_consultation(here.citizen, "怎么办？", "不知道")
    assert Consultation.objects.count() == 1


def test_what_could_not_be_done_is_answered_and_closed_only_when_solved() -> None:
    here = given.place()
    case = given.received(here)
    number = actions.open_grievance(here.citizen, "样例申请人", "13900000001", "三次没办成", case_number=case)
    desk = organs.staff(here.organ, Can.GRIEVANCES)
    row = Grievance.objects.get()
    assert (row.organ_id, row.item_name, row.account_id) == (here.organ, here.terms.name, here.citizen.account_id)
    assert [c.kind for c in clocks.clocks_of([row.ref])] == [Kind.GRIEVANCE]
    with pytest.raises(NotAllowedError):
        actions.answer_grievance(here.clerk, number, "已办好")
    with pytest.raises(WrongStateError):
        actions.close_grievance(here.citizen, number, True)
    with pytest.raises(InvalidInputError):
        actions.answer_grievance(desk, number, "已办好", "strange")
    actions.answer_grievance(desk, number, "已补录材料", "guide")
    with pytest.raises(NotAllowedError):
        actions.close_grievance(given.citizen(), number, True)
    actions.close_grievance(here.citizen, number, False)
    row.refresh_from_db()
    assert (row.state, row.solved) == (GrievanceState.OPEN, False)
    assert [c.stopped_on is None for c in clocks.clocks_of([row.ref])] == [False, True]
    actions.answer_grievance(desk, number, "已办结并送达", "guide")
    colleague = organs.staff(here.organ, Can.GRIEVANCES)
    for code in ("", row.access_code):
        with pytest.raises(NotAllowedError, match="不能由您回访") as refused:
            actions.close_grievance(desk, number, True, code)
        assert refused.value.code == "grievance.own_call_back"
    assert "不能由您回访" in queries.grievance_page(desk, number).own_answer
    assert "不能由您回访" in queries.grievances(desk).rows[0].own_answer
    assert queries.grievance_page(colleague, number).own_answer == ""
    actions.close_grievance(colleague, number, True)
    assert queries.grievance(number, row.access_code).state is GrievanceState.CLOSED
    assert queries.grievance(number, row.access_code).phone != "13900000001"
    with pytest.raises(NotFoundError):
        queries.grievance(number, "000000" if row.access_code != "000000" else "111111")
    assert [g.number for g in queries.grievances(desk).rows] == [number]
    assert queries.my_grievances(here.citizen).rows[0].access_code == row.access_code
    with pytest.raises(NotFoundError):
        queries.grievance_page(given.citizen(), number)


def test_a_matter_about_no_organ_goes_to_whoever_runs_the_hall() -> None:
    here = given.place()
    number = actions.open_grievance(here.clerk, "样例某", "13900000003", "不知道该找谁")
    row = Grievance.objects.get(number=number)
    assert (row.account_id, row.channel, row.organ_id is not None) == (None, "window", True)
    assert queries.grievance_page(here.clerk, number).access_code == row.access_code
    with pytest.raises(InvalidInputError) as no:
        actions.open_grievance(here.citizen, "样例申请人", "13900000001", "没办成", case_number="990100-2026-99999999")
    assert no.value.code == "grievance.unknown_case"


def test_small_acts_too_notice_that_the_case_has_moved_on() -> None:
    here = given.place()
    number = given.received(here)
    with call.calling(seen=99):
        with pytest.raises(StaleError):
            actions.hold(here.chief, number, "等待")
        with pytest.raises(StaleError):
            actions.lift_hold(here.chief, number)
        with pytest.raises(StaleError):
            actions.answer_referral(here.reviewer, number, "属于")
        with pytest.raises(StaleError):
            actions.check_material(here.clerk, number, "form", "good")


def test_lists_cost_as_much_for_many_rows_as_for_few() -> None:
    here = intake.gaps_place()
    desk = organs.staff(here.organ, Can.INTAKE, Can.GRIEVANCES, Can.SUPERVISE, Can.DECIDE, desk=Desk.INTAKE)

    def more() -> None:
        intake.with_gaps(here)
        intake.asked(here)
        actions.open_grievance(here.citizen, "样例申请人", "13900000001", "没办成", organ_id=here.organ)
        actions.note_consultation(desk, "怎么办？", "带身份证。")

    asking = (
        lambda: queries.pre_reviews(desk), lambda: queries.promises(desk), lambda: queries.grievances(desk),
        lambda: queries.consultations(desk), queries.gaps_statement, lambda: queries.trust_records(desk),
        lambda: queries.back_entries(desk), lambda: queries.broken_pledges(desk),
    )  # fmt: skip

    def cost() -> list[int]:
        counted = []
        for ask in asking:
            with CaptureQueriesContext(connection) as seen:
                ask()
            counted.append(len(seen.captured_queries))
        return counted

    more()
    cost()
    few = cost()
    more()
    assert cost() == few
    assert max(few) <= 5
