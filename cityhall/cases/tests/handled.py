"""Cases between acceptance and decision, walked there through actions."""

from typing import Any

from cityhall.cases import actions
from cityhall.cases.models import ProceedingRow
from cityhall.cases.terms import Can
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs

from . import given

SPECIALS = [
    {"cause": "experts", "basis": "样例条例第八条", "days": 10},
    {"cause": "testing", "basis": "样例条例第九条", "days": 15},
    {"cause": "visit", "basis": "样例市规定第二条", "days": 3},
]


def place(**content: Any) -> given.Place:
    """An item that lists special procedures."""
    return given.place(specials=SPECIALS, **content)


def head(here: given.Place) -> Actor:
    """Who approves time in this organ."""
    return organs.staff(here.organ, Can.APPROVE_TIME, Can.SEE, name="样例局长")


def colleague(here: given.Place, name: str = "样例同事") -> Actor:
    return organs.staff(here.organ, Can.REVIEW, Can.SEE, name=name, desk=Desk.REVIEW)


def row_of(number: str, kind: str) -> ProceedingRow:
    return ProceedingRow.objects.filter(case__number=number, kind=kind).latest("id")


def key_of(number: str, kind: str) -> int:
    """The last proceeding of a kind; 0 where there is none."""
    return ProceedingRow.objects.filter(case__number=number, kind=kind).values_list("id", flat=True).last() or 0


def key_of_draft(draft: str, kind: str) -> int:
    """The same of what has no number yet."""
    return ProceedingRow.objects.filter(case__application_id=draft, kind=kind).values_list("id", flat=True).last() or 0


def stopped(here: given.Place, cause: str = "experts", days: int = 10) -> str:
    number = given.accepted(here)
    stop(here, number, cause, days)
    return number


def stop(here: given.Place, number: str, cause: str = "experts", days: int = 10) -> int:
    key = actions.propose_stop(here.reviewer, number, cause, days, "需要评审")
    actions.approve_stop(head(here), number, key, agrees=True)
    return key


WAITING: dict[str, tuple[Actor, int]] = {}


def proposed(here: given.Place) -> str:
    """A proposal, and somebody ready to approve it."""
    number = given.accepted(here)
    WAITING[number] = head(here), actions.propose_stop(here.reviewer, number, "experts", 10, "需要评审")
    return number


def approve(number: str) -> None:
    who, key = WAITING.pop(number)
    actions.approve_stop(who, number, key, agrees=True)


def and_other_organ(here: given.Place) -> str:
    """An accepted case, and an organ to ask: both in one word."""
    return f"{given.accepted(here)} {organs.organ()}"


def hearing_told(here: given.Place) -> str:
    number = given.accepted(here)
    actions.tell_hearing(here.reviewer, number, "拟不予许可", "场所不符合要求。")
    return number


def hearing_asked(here: given.Place) -> str:
    number = given.accepted(here)
    key = actions.tell_hearing(here.reviewer, number, "拟不予许可", "场所不符合要求。")
    actions.ask_hearing(here.citizen, number, key)
    return number


def terminated(here: given.Place) -> str:
    number = given.accepted(here)
    actions.terminate(here.approver, number, "申请人死亡", "样例法第十一条")
    return number
