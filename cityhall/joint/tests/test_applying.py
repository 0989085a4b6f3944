"""一次申报: one form, one set of materials, handed in once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.cases import queries as cases
from cityhall.cases.models import Application, Case, MaterialFile
from cityhall.cases.tests import given as cases_given
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.tests import given as items
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.terms import Kind
from cityhall.joint import actions, queries
from cityhall.joint.models import JointApplication, JointFile, JointPart
from cityhall.joint.terms import JointState
from cityhall.kernel import call
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    StaleError,
    WrongStateError,
)
from cityhall.kernel.journal.models import Entry
from cityhall.people import actions as people_actions
from cityhall.people.models import OwnData
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

from . import given

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = [{"key": "staff", "label": "要雇人吗", "kind": "yes_no"}]
WITH_STAFF = [[{"key": "staff", "op": "is", "values": ["是"]}]]


def test_the_same_is_asked_once_and_reaches_every_item() -> None:
    whole = given.four()
    draft = given.draft(whole)
    mine = queries.joint_draft(whole.citizen, draft)

    assert [f.label for f in mine.put.fields] == ["企业名称", "联系电话"]
    assert str(mine.put.saved) == "原需填 8 项、交 8 份材料；现填 2 项、交 2 份"
    assert (mine.problems, mine.missing) == ({}, ())
    assert mine.slots[0].items == ("样例licence", "样例code", "样例tax", "样例seal")


def test_personal_values_are_sealed_and_not_in_the_journal() -> None:
    whole = given.four()
    number = given.submitted(whole)
    row = given.application(number)

    assert "13900000001" not in str(row.form)
    assert "13900000001" in str(row.sealed_form)
    with connection.cursor() as cursor:
        cursor.execute("SELECT form::text, sealed_form FROM ch_joint_jointapplication")
        clear, sealed = cursor.fetchone()
    assert "13900000001" not in clear
    assert b"13900000001" not in bytes(sealed)
    assert not any("13900000001" in str(e.values) for e in Entry.objects.all())


def test_submitted_the_cases_that_can_start_are_opened_with_their_share() -> None:
    whole = given.four()
    number = given.submitted(whole)

    assert given.states(number) == {"licence": "received", "code": "waiting", "tax": "waiting", "seal": "waiting"}
    case = Case.objects.select_related("application").get(number=given.case_of(number, "licence"))
    assert case.application.account_id == whole.citizen.account_id
    assert case.application.form == {"company": "样例商贸有限公司"}
    assert case.application.sealed_form == {"phone": "13900000001"}
    files = MaterialFile.objects.filter(material__application=case.application)
    assert sorted(files.values_list("material__key", flat=True)) == ["identity", "premises"]
    clocks = deadlines.clocks_of([f"joint:{number}"])
    assert [(c.kind, str(c.limit)) for c in clocks] == [(Kind.GROUP, "3 个工作日")]
    assert {c.kind for c in deadlines.clocks_of([case.ref])} == {Kind.NOTICE}
    assert case.number in {row.number for row in cases.my_cases(whole.citizen).rows}


def test_submitted_twice_it_is_one_application() -> None:
    whole = given.four()
    draft = given.draft(whole)
    with call.calling(key="once"):
        first = actions.submit_joint(whole.citizen, draft)
    with call.calling(key="once"):
        again = actions.submit_joint(whole.citizen, draft)
    with pytest.raises(WrongStateError, match="已经提交"):
        actions.submit_joint(whole.citizen, draft)
    drain()

    assert first == again
    assert Case.objects.count() == 1
    assert JointApplication.objects.count() == 1


def test_the_questionnaire_decides_on_the_server_which_items_apply() -> None:
    places = {"a": given.item(), "b": given.item(), "social": given.item()}
    whole = given.published(places, asks=STAFF, when={"social": WITH_STAFF})

    without = given.submitted(whole, answers={"staff": "否"})
    with_ = given.submitted(whole, answers={"staff": "是"})

    assert sorted(given.states(without)) == ["a", "b"]
    assert sorted(given.states(with_)) == ["a", "b", "social"]
    guide = queries.guide(whole.code, {"staff": "是"})
    assert str(guide.put.saved) == "原需填 6 项、交 6 份材料；现填 3 项、交 2 份"
    assert [p.when for p in guide.stages[0].parts] == ["", "", "要雇人吗"]


def test_a_question_left_open_is_refused_at_submission() -> None:
    places = {"a": given.item(), "b": given.item(), "social": given.item()}
    whole = given.published(places, asks=STAFF, when={"social": WITH_STAFF})
    draft = given.draft(whole)

    with pytest.raises(InvalidInputError, match="要雇人吗") as no:
        actions.submit_joint(whole.citizen, draft)

    assert no.value.field == "staff"
    assert queries.joint_draft(whole.citizen, draft).id == draft
    assert not JointPart.objects.exists()


def test_an_items_own_questions_are_part_of_the_one_form() -> None:
    asks = [{"key": "rent", "label": "场地是租的吗", "kind": "yes_no"}]
    when = [[{"key": "rent", "op": "is", "values": ["是"]}]]
    lease = {"key": "lease", "name": "租赁合同", "when": when}
    renting = [given.item(asks=asks, materials=[*given.SHARED, lease]) for _ in range(2)]
    whole = given.published({"a": renting[0], "b": renting[1]})
    draft = given.draft(whole)
    rent = next(f.key for f in queries.joint_draft(whole.citizen, draft).put.fields if f.label == "场地是租的吗")

    actions.save_joint(whole.citizen, draft, {rent: "是"})
    assert [s.spec.name for s in queries.joint_draft(whole.citizen, draft).slots] == [
        "身份证明",
        "住所使用证明",
        "租赁合同",
    ]
    actions.save_joint(whole.citizen, draft, {rent: "否"})
    assert [s.spec.name for s in queries.joint_draft(whole.citizen, draft).slots] == ["身份证明", "住所使用证明"]
    with pytest.raises(NotFoundError, match="不用交这份材料"):
        actions.attach_joint(whole.citizen, draft, "a-lease", cases_given.file(), "合同.pdf")


def test_what_is_typed_must_fit_every_items_own_rule() -> None:
    tight = given.item(fields=[{"key": "c", "label": "企业名称", "max_length": 60, "pattern": "样例.*"}])
    whole = given.published({"a": given.item(), "b": tight})
    draft = given.draft(whole)
    key = next(f.key for f in queries.joint_draft(whole.citizen, draft).put.fields if f.label == "企业名称")

    with pytest.raises(InvalidInputError) as no:
        actions.save_joint(whole.citizen, draft, {key: "别的公司"})
    assert no.value.field == key


def test_a_withdrawn_item_stops_the_submission_and_says_which() -> None:
    whole = given.four()
    draft = given.draft(whole)
    catalogue.retire(given.HOUSE, whole.places["tax"].terms.item_id, "不再实施")

    with pytest.raises(WrongStateError, match="“样例tax”已停止办理"):
        actions.submit_joint(whole.citizen, draft)
    with pytest.raises(WrongStateError, match="“样例tax”已停止办理"):
        actions.start_joint(whole.citizen, whole.code, cases_given.applicant())

    assert [(n.name, n.open) for n in queries.news(whole.citizen, draft)] == [("样例tax", False)]
    assert not Case.objects.exists()


def test_an_item_newly_versioned_leaves_the_draft_as_it_is_and_offers_the_difference() -> None:
    whole = given.four()
    draft = given.draft(whole)
    old = whole.places["tax"].terms
    more = [*given.SHARED, {"key": "bank", "name": "开户许可"}]
    changed = items.content(materials=more, fields=given.FIELDS, promised=given.ONE_DAY)
    catalogue.save_draft(given.HOUSE, old.item_id, changed)
    catalogue.publish(given.HOUSE, old.item_id)

    [told] = queries.news(whole.citizen, draft)
    assert told.name == "样例tax"
    assert any("开户许可" in str(change) for change in told.changes)
    assert len(queries.joint_draft(whole.citizen, draft).slots) == 2

    actions.take_new_versions(whole.citizen, draft)
    assert queries.news(whole.citizen, draft) == []
    assert [s.name for s in queries.joint_draft(whole.citizen, draft).missing] == ["开户许可"]
    assert queries.joint_draft(whole.citizen, draft).values


def test_kept_under_the_old_version_it_is_opened_under_the_old_version() -> None:
    whole = given.four()
    draft = given.draft(whole)
    old = whole.places["licence"].terms
    catalogue.save_draft(given.HOUSE, old.item_id, items.content(fields=given.FIELDS, promised=given.ONE_DAY))
    catalogue.publish(given.HOUSE, old.item_id)
    number = actions.submit_joint(whole.citizen, draft)
    drain()

    assert str(Case.objects.get(number=given.case_of(number, "licence")).item_version_id) == old.version_id


def test_a_draft_is_its_owners_alone() -> None:
    whole = given.four()
    draft = given.draft(whole)
    other = people.citizen(name="样例他人")

    for act in (
        lambda: actions.save_joint(other, draft, {}),
        lambda: actions.attach_joint(other, draft, "licence-identity", cases_given.file(), "x.pdf"),
        lambda: actions.submit_joint(other, draft),
        lambda: actions.delete_joint(other, draft),
        lambda: actions.take_new_versions(other, draft),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(NotFoundError):
        queries.joint_draft(other, draft)
    with pytest.raises(NotSignedInError):
        actions.start_joint(NOBODY, whole.code, cases_given.applicant())
    assert JointApplication.objects.get().state == JointState.DRAFT


def test_files_are_added_and_removed_and_the_draft_deleted() -> None:
    whole = given.four()
    draft = given.draft(whole)
    file = queries.joint_draft(whole.citizen, draft).slots[0].files[0]

    actions.remove_joint_file(whole.citizen, draft, file.id)
    with pytest.raises(NotFoundError):
        actions.remove_joint_file(whole.citizen, draft, file.id)
    with pytest.raises(NotFoundError):
        queries.joint_file(whole.citizen, draft, file.id)
    assert [s.key for s in queries.joint_draft(whole.citizen, draft).missing] == ["licence-identity"]
    actions.delete_joint(whole.citizen, draft)

    assert not JointApplication.objects.exists()
    assert not JointFile.objects.exists()
    assert Entry.objects.filter(event="joint.deleted").count() == 1


def test_a_draft_saved_elsewhere_is_not_overwritten() -> None:
    whole = given.four()
    draft = given.draft(whole, materials=False)
    seen = queries.joint_draft(whole.citizen, draft).version
    actions.save_joint(whole.citizen, draft, {})

    with call.calling(seen=seen), pytest.raises(StaleError):
        actions.save_joint(whole.citizen, draft, {})


def test_missing_materials_do_not_stop_receipt() -> None:
    whole = given.four()
    number = given.submitted(whole, materials=False)

    assert Application.objects.count() == 1
    assert given.states(number)["licence"] == "received"


def test_my_list_and_page_cost_the_same_however_many() -> None:
    whole = given.four()
    for _ in range(3):
        given.submitted(whole)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        rows = queries.my_joint(whole.citizen)
    assert len(asked) <= 5
    assert [(row.done, row.parts) for row in rows] == [(0, 4)] * 3
    with CaptureQueriesContext(connection) as asked:
        queries.joint_page(whole.citizen, rows[0].ref)
    assert len(asked) <= 6


def test_the_copy_of_her_data_has_what_she_drafted_and_an_account_with_a_draft_stays() -> None:
    whole = given.four()
    draft = given.draft(whole)
    people_actions.ask_own_data(whole.citizen)
    drain()
    content = OwnData.objects.get().content
    [mine] = content["一件事"]
    assert (mine["编号"], mine["名称"], mine["申请表"]) == ("草稿", "样例一件事", given.FORM)
    assert sum(path.startswith("材料/一件事/草稿/") for path, _ in content["文件"]) == 2

    with pytest.raises(WrongStateError, match="样例一件事"):
        actions.close_account(whole.citizen, sure=True)
    number = actions.submit_joint(whole.citizen, draft)
    with pytest.raises(WrongStateError, match=number):
        actions.close_account(whole.citizen, sure=True)
    drain()
    actions.withdraw_joint(whole.citizen, number, "不办了")
    drain()
    assert actions.close_account(whole.citizen, sure=True) is True
