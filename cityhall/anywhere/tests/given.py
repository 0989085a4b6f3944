"""A county with windows, an organ of the city that decides, and cases between them, made through actions."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from cityhall.anywhere import actions
from cityhall.anywhere.models import Handover, Intake
from cityhall.anywhere.terms import Can, Mode, Way
from cityhall.cases import actions as cases
from cityhall.cases.actions import Handed
from cityhall.cases.tests import given as cases_given
from cityhall.cases.tests.given import Place
from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.organs import actions as organs
from cityhall.organs.terms import Level, Reach
from cityhall.organs.tests import given as organs_given
from cityhall.site.testing import drain

_numbers = count(1)
PAPER = "《样例市通办事项清单》（样例〔2026〕9 号）"
WINDOW = (Can.TAKE_IN, Can.CARRY, Can.ISSUE)


@dataclass(frozen=True)
class County:
    """A county's organ, its window, and who sits there."""

    organ: int
    window: int
    clerk: Actor


@dataclass(frozen=True)
class Whole:
    """An item on the list: who decides it, who takes it in, a third county, and who sends paper for the deciding organ."""

    place: Place
    entry: int
    county: County
    third: County
    courier: Actor


def county(division: str = "") -> County:
    """An organ of a county, a window in its centre, and a clerk whose role reaches her own organ."""
    n = next(_numbers)
    code = division or f"9901{n % 70 + 11:02d}000000"
    organ = organs_given.organ(f"样例县{n}政务服务局", code)
    centre = organs.create_centre(HOUSE, f"样例县{n}政务服务中心", organ, code)
    window = organs.open_window(HOUSE, centre, "1", "通办窗口")
    return County(organ, window, clerk(organ, window))


def clerk(organ: int, window: int, *permissions: Can) -> Actor:
    n = next(_numbers)
    organs.save_role(HOUSE, f"tongban{n}", f"通办{n}", [str(p) for p in permissions or WINDOW])
    staff = organs.create_staff(HOUSE, f"tb{n}", f"样例通办人员{n}", organ, organs_given.PASSWORD, window_id=window)
    organs.assign(HOUSE, staff, f"tongban{n}", Reach.ORGAN)
    return organs_given.actor(f"tb{n}")


def listed(**changes: Any) -> Whole:
    """An item every county window may take in, from today."""
    content = changes.pop("content", {"reformed": {"same_power": True, "basis": PAPER}})
    place = cases_given.place(**content)
    entry = put_on(place, **changes)
    courier = organs_given.staff(place.organ, Can.CARRY, Can.SEE)
    return Whole(place, entry, county(), county(), courier)


def put_on(place: Place, **changes: Any) -> int:
    values: dict[str, Any] = {"mode": Mode.PROXY, "document": PAPER, "from_on": clock.today()} | changes
    return actions.put_on_list(HOUSE, place.terms.item_id, **values)


def values(place: Place) -> dict[str, str]:
    known = {f.key for f in place.terms.fields}
    return {k: v for k, v in cases_given.FORM.items() if k in known}


def handed(place: Place) -> list[Handed]:
    return cases_given.handed(place)


def taken(whole: Whole, **how: Any) -> str:
    """Taken in at the county's window, with all the paper."""
    return actions.take_in(
        whole.county.clerk, whole.place.terms.item_id, cases_given.applicant(), values(whole.place), handed(whole.place),
        **how,
    )  # fmt: skip


def pieces(whole: Whole) -> list[tuple[str, str, int]]:
    return [(m.key, m.name, 1) for m in whole.place.terms.materials if m.required]


def made(whole: Whole, number: str) -> str:
    return actions.make_handover(whole.county.clerk, number, Way.MATERIALS, pieces(whole))


def sent(whole: Whole, number: str) -> str:
    code = made(whole, number)
    actions.send_handover(whole.county.clerk, code, "样例快递", "YL0001")
    return code


def all_there(code: str) -> list[tuple[int, str]]:
    return [(one["copies"], "") for one in Handover.objects.get(number=code).pieces]


def arrived(whole: Whole, number: str) -> str:
    code = sent(whole, number)
    actions.receive_handover(whole.courier, code, all_there(code))
    return code


def decided(whole: Whole, number: str) -> None:
    """Accepted, reviewed and granted by the deciding organ."""
    cases.accept(whole.place.clerk, number)
    drain()
    cases.finish_step(whole.place.reviewer, number, "review", "agree", "符合条件")
    cases.grant(whole.place.approver, number, "decide")
    drain()


def result_sent(whole: Whole, number: str) -> str:
    code = actions.make_handover(whole.courier, number, Way.RESULT, [("", "许可证", 1)])
    actions.send_handover(whole.courier, code, courier="样例递送员")
    return code


def row(number: str) -> Intake:
    return Intake.objects.get(case__number=number)


def row_number(code: str) -> str:
    """The case's number, of a 流转单."""
    return str(Handover.objects.get(number=code).intake.case.number)


__all__ = ["HOUSE", "Level"]
