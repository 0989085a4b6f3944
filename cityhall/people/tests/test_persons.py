from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cityhall.kernel.actor import NOBODY
from cityhall.kernel.call import calling
from cityhall.kernel.errors import (
    DomainError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    StaleError,
    WrongStateError,
)
from cityhall.kernel.journal.models import Entry
from cityhall.people import actions, queries
from cityhall.people.models import Person
from cityhall.people.terms import Can, IdKind, Verified

from . import given

pytestmark = pytest.mark.django_db
ID = "11010519491231002X"
PHONE = "13900001111"
ADDRESS = "样例省样例市城东街道幸福路 1 号"


def test_a_citizen_declares_who_she_is_and_sees_herself_masked() -> None:
    me = given.citizen(PHONE)
    assert queries.me(me).verified is Verified.NONE
    actions.complete_profile(me, "王小样", ID.lower(), address=ADDRESS)
    view = queries.me(me)
    assert (view.name, view.id_number, view.phone) == ("王小样", "110105********002X", "139****1111")
    assert (view.address, view.verified) == ("样例省样例市城东街道****", Verified.DECLARED)


def test_a_wrong_number_changes_nothing() -> None:
    me = given.citizen(PHONE)
    with pytest.raises(InvalidInputError, match="校验位"):
        actions.complete_profile(me, "王小样", "110105194912310021")
    assert queries.me(me).verified is Verified.NONE
    with pytest.raises(NotSignedInError):
        actions.complete_profile(NOBODY, "王小样", ID)


def test_two_accounts_never_share_a_number() -> None:
    given.citizen(PHONE, "王小样", ID)
    second = given.citizen("13900002222")
    with pytest.raises(WrongStateError, match="窗口核验") as refusal:
        actions.complete_profile(second, "王小样", ID)
    assert refusal.value.field == "id_number"
    assert queries.me(second).verified is Verified.NONE


def test_the_same_number_on_another_document_is_another_person() -> None:
    first = given.walk_in("王小样", identity="11010519491231002X")
    second = actions.register_person(given.clerk(), "样 例", ID, id_kind=IdKind.PASSPORT)
    assert first != second


def test_who_a_window_registered_finds_her_file_by_name_number_and_proven_phone() -> None:
    known = given.walk_in("王小样", ID, PHONE)
    me = given.citizen(PHONE)
    assert actions.complete_profile(me, "王小样", ID) == known
    again = queries.actor_for(me.account_id or 0)
    assert again is not None
    assert (again.person_id, queries.me(again).verified) == (known, Verified.SEEN)
    line = Entry.objects.get(event="people.merged")
    assert (line.ref, line.values) == (f"person:{known}", {"merged": f"person:{me.person_id}"})


@pytest.mark.parametrize(("name", "phone"), [("李小样", PHONE), ("王小样", "13900002222")])
def test_a_strangers_guess_does_not_open_the_file(name: str, phone: str) -> None:
    known = given.walk_in("王小样", ID, PHONE)
    me = given.citizen(phone)
    with pytest.raises(WrongStateError):
        actions.complete_profile(me, name, ID)
    assert not queries.person(given.clerk(), known).has_account


def test_what_a_window_has_seen_is_corrected_at_a_window() -> None:
    me = given.citizen(PHONE, "王小样", ID)
    assert given.walk_in("王小样", ID, PHONE) == me.person_id
    with pytest.raises(WrongStateError, match="窗口"):
        actions.complete_profile(me, "王大样", ID)


def test_the_window_takes_a_number_back_from_who_only_declared_it() -> None:
    impostor = given.citizen("13900002222", "王小样", ID)
    real = given.walk_in("王小样", ID, PHONE)
    assert real != impostor.person_id
    assert (queries.me(impostor).verified, queries.me(impostor).id_number) == (Verified.NONE, "")
    found = queries.find_by_id_number(given.clerk(), ID)
    assert found is not None
    assert (found.id, found.has_account) == (real, False)


def test_a_walk_in_comes_again() -> None:
    first = given.walk_in("王小样", ID, PHONE, ADDRESS)
    assert given.walk_in("王小样", ID) == first
    view = queries.person(given.clerk(), first)
    assert (view.phone, view.address) == ("139****1111", "样例省样例市城东街道****")
    with pytest.raises(InvalidInputError, match="姓名") as refusal:
        given.walk_in("李小样", ID)
    assert refusal.value.field == "name"
    assert "王" not in refusal.value.message


def test_registering_needs_the_permission() -> None:
    for stranger in (given.citizen(), given.clerk(Can.FIND_PEOPLE)):
        with pytest.raises(NotAllowedError):
            actions.register_person(stranger, "王小样", ID)
    assert not Person.objects.exclude(name="").exists()


def test_a_correction_is_for_the_version_that_was_seen() -> None:
    person_id = given.walk_in("王小样", ID, PHONE)
    seen = queries.person(given.clerk(), person_id).version
    with calling(seen=seen):
        actions.correct_person(given.clerk(), person_id, "王大样", "0563-2022345", "")
    assert Entry.objects.get(event="people.corrected").values == {"fields": ["name", "phone"]}
    with calling(seen=seen), pytest.raises(StaleError):
        actions.correct_person(given.clerk(), person_id, "王小样", PHONE, "")
    assert queries.person(given.clerk(), person_id).name == "王大样"
    with pytest.raises(NotFoundError):
        actions.correct_person(given.clerk(), person_id + 1000, "王大样", "", "")


def test_finding_and_reading_others_needs_the_permission() -> None:
    person_id = given.walk_in("王小样", ID)
    for stranger in (given.citizen(), given.clerk(Can.REGISTER_PEOPLE)):
        with pytest.raises(NotAllowedError):
            queries.person(stranger, person_id)
        with pytest.raises(NotAllowedError):
            queries.find_by_id_number(stranger, ID)
    assert queries.find_by_id_number(given.clerk(), given.id_number()) is None
    with pytest.raises(NotSignedInError):
        queries.me(NOBODY)
    with pytest.raises(NotAllowedError):
        queries.me(given.clerk())


def test_nothing_at_rest_shows_a_personal_value() -> None:
    with calling(key="k"):
        given.walk_in("王小样", ID, PHONE, ADDRESS)
        actions.complete_profile(given.citizen("13900002222"), "李小样", given.id_number(7))
    with connection.cursor() as cursor:
        written = ""
        for table in ("person", "entity", "link", "phonecode"):
            cursor.execute(f"SELECT * FROM ch_people_{table}")
            rows = [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()]
            written += repr(rows)
        for table in ("ch_journal_entry", "ch_journal_claim", "ch_accounts_account", "procrastinate_jobs"):
            cursor.execute(f"SELECT * FROM {table}")
            written += repr(cursor.fetchall())
    assert "王小样" in written
    for secret in (ID, PHONE, "13900002222", ADDRESS, "幸福路", given.id_number(7)):
        assert secret not in written
        assert repr(secret.encode())[2:-1] not in written


def test_applicants_of_a_list_are_two_statements() -> None:
    person, code = f"person:{given.walk_in('王小样', ID, PHONE)}", given.entity("样例餐饮有限公司")
    with CaptureQueriesContext(connection) as asked:
        found = queries.applicants([person, f"entity:{code}", "person:999999"])
    assert len(asked) == 2
    assert set(found) == {person, f"entity:{code}"}
    view = queries.applicant_view(person)
    assert (view.name, view.masked_name, view.phone) == ("王小样", "王*样", "139****1111")
    assert found[f"entity:{code}"].id_number == code
    with pytest.raises(NotFoundError):
        queries.applicant_view("person:999999")


def test_an_act_may_ask_where_to_reach_somebody() -> None:
    me = given.citizen(PHONE)
    assert queries.contact_of(f"person:{me.person_id}") == PHONE
    assert queries.account_of(f"person:{me.person_id}") == me.account_id
    assert queries.account_of(f"entity:{given.entity()}") is None
    with pytest.raises(NotFoundError):
        queries.contact_of("person:999999")


@pytest.mark.django_db(transaction=True)
def test_one_number_registered_at_two_windows_in_one_moment_is_one_person() -> None:
    def register(_: int) -> int | str:
        try:
            return given.walk_in("王小样", ID, PHONE)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(register, range(4)))
    assert Person.objects.count() == 1
    assert answers <= {Person.objects.get().pk, "people.id_taken_now"}


@pytest.mark.django_db(transaction=True)
def test_outside_an_act_nobody_is_told_a_phone() -> None:
    ref = f"person:{given.walk_in('王小样', ID, PHONE)}"
    with pytest.raises(RuntimeError, match="inside an action"):
        queries.contact_of(ref)


def test_one_s_own_phone_is_told_whole_to_oneself_and_to_nobody_without_an_account() -> None:
    me = given.citizen("13800000777")
    assert queries.own_phone(me) == "13800000777"
    with pytest.raises(NotSignedInError):
        queries.own_phone(NOBODY)
