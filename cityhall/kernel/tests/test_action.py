import pytest

from cityhall.kernel import call
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.journal.record import record
from cityhall.kernel.numbering.allocate import next_in

pytestmark = pytest.mark.django_db


@action
def number_one(actor: Actor, what: str) -> int:
    number = next_in("test")
    record(actor, "test.numbered", f"test:{what}", number=number)
    return number


@action
def silent(actor: Actor) -> None:
    next_in("test")


def test_the_same_request_sent_again_answers_as_the_first_time() -> None:
    with call.calling("key-1"):
        first = number_one(HOUSE, "a")
        again = number_one(HOUSE, "a")
    assert (first, again, number_one(HOUSE, "a")) == (1, 1, 2)
    assert Entry.objects.filter(event="test.numbered").count() == 2


def test_a_key_cannot_carry_two_contents() -> None:
    with call.calling("key-1"):
        number_one(HOUSE, "a")
        with pytest.raises(WrongStateError):
            number_one(HOUSE, "b")


def test_a_change_without_a_line_is_rolled_back() -> None:
    with pytest.raises(RuntimeError):
        silent(HOUSE)
    assert number_one(HOUSE, "a") == 1
