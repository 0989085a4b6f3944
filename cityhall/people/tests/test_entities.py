from datetime import timedelta

import pytest

from cityhall.kernel import clock
from cityhall.kernel.actor import NOBODY
from cityhall.kernel.call import calling
from cityhall.kernel.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    StaleError,
    WrongStateError,
)
from cityhall.people import actions, queries
from cityhall.people.models import Link
from cityhall.people.terms import Can, EntityKind, Tie, Verified

from . import given

pytestmark = pytest.mark.django_db
NAME = "样例餐饮有限公司"


def test_a_window_registers_an_entity_and_registers_it_again() -> None:
    code = given.entity(NAME, representative="王小样")
    view = queries.find_entity(given.clerk(), code.lower())
    assert view is not None
    assert (view.name, view.verified, view.legal_representative) == (NAME, Verified.SEEN, "王小样")
    with calling(seen=view.version):
        actions.register_entity(given.clerk(), "样例食品有限公司", code, EntityKind.COMPANY)
    with calling(seen=view.version), pytest.raises(StaleError):
        actions.register_entity(given.clerk(), NAME, code, EntityKind.COMPANY)
    again = queries.find_entity(given.clerk(), code)
    assert again is not None
    assert again.name == "样例食品有限公司"


def test_a_citizen_names_her_company_but_cannot_rename_it() -> None:
    me, code = given.citizen(name="王小样"), given.credit_code()
    first = actions.register_entity(me, "样例(安徽)有限公司", code)
    assert actions.register_entity(me, "样例（安徽）有限公司", code) == first
    view = queries.find_entity(me, code)
    assert view is not None
    assert view.verified is Verified.DECLARED
    with pytest.raises(InvalidInputError, match="不一致"):
        actions.register_entity(me, NAME, code)
    given.entity(NAME, code)
    assert actions.register_entity(me, NAME, code) == first
    seen = queries.find_entity(me, code)
    assert seen is not None
    assert seen.verified is Verified.SEEN


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("credit_code", {"credit_code": "91350100M000100Y44"}), ("name", {"name": " "}),
        ("division_code", {"division_code": "12"}), ("phone", {"phone": "1"}),
        ("name", {"legal_representative": "王2"}),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_on_its_field(field: str, values: dict[str, str]) -> None:
    good = {"name": NAME, "credit_code": given.credit_code()}
    with pytest.raises(InvalidInputError) as refusal:
        actions.register_entity(given.clerk(), **{**good, **values})  # type: ignore[arg-type]
    assert refusal.value.field == field
    with pytest.raises(NotSignedInError):
        actions.register_entity(NOBODY, NAME, given.credit_code())


def test_a_citizen_acts_for_an_entity_she_is_linked_to() -> None:
    me, code = given.citizen(name="王小样"), given.entity()
    with pytest.raises(NotAllowedError, match="关联"):
        queries.acting_for(me, code)
    link = actions.link_entity(me, code, Tie.HANDLER)
    assert actions.link_entity(me, code, Tie.HANDLER) == link
    acting = queries.acting_for(me, code)
    assert (acting.on_behalf, acting.person_id) == (f"entity:{code}", me.person_id)
    assert [(row.name, row.tie, row.verified) for row in queries.entities_of(me)] == [
        (NAME, Tie.HANDLER, Verified.DECLARED)
    ]


def test_a_window_verifies_a_declared_link() -> None:
    me, code = given.citizen(name="王小样"), given.entity()
    actions.link_entity(me, code, Tie.HANDLER)
    actions.link_entity(given.clerk(), code, Tie.HANDLER, me.person_id)
    assert [row.verified for row in queries.entities_of(given.clerk(), me.person_id)] == [Verified.SEEN]
    assert Link.objects.count() == 1


def test_linking_wants_a_name_an_entity_and_the_right_person() -> None:
    me, code = given.citizen(name="王小样"), given.entity(representative="李小样")
    with pytest.raises(WrongStateError, match="法定代表人"):
        actions.link_entity(me, code, Tie.LEGAL_REPRESENTATIVE)
    with pytest.raises(WrongStateError, match="实名"):
        actions.link_entity(given.citizen(), code, Tie.HANDLER)
    with pytest.raises(NotFoundError):
        actions.link_entity(me, given.credit_code(), Tie.HANDLER)
    with pytest.raises(NotAllowedError):
        actions.link_entity(me, code, Tie.HANDLER, given.walk_in())
    with pytest.raises(NotAllowedError):
        queries.entities_of(given.clerk(Can.REGISTER_PEOPLE), me.person_id)
    assert not Link.objects.exists()


def test_a_link_ends_and_may_begin_again() -> None:
    me, code = given.citizen(name="王小样"), given.entity()
    link = actions.link_entity(me, code, Tie.HANDLER)
    with pytest.raises(NotAllowedError):
        actions.end_link(given.citizen(name="李小样"), link)
    with pytest.raises(InvalidInputError):
        actions.end_link(me, link, clock.today() - timedelta(days=1))
    actions.end_link(me, link)
    assert queries.entities_of(me) == []
    with pytest.raises(NotFoundError):
        actions.end_link(me, link)
    assert actions.link_entity(me, code, Tie.HANDLER) != link
