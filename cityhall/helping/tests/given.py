"""Helpers, requests and mandates as tests need them, made through actions."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from cityhall.helping import actions
from cityhall.helping.models import HelpRequest
from cityhall.helping.rules import Asking
from cityhall.helping.terms import Can, Half, Mode, Place
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.files.store import put
from cityhall.organs.tests import given as organs
from cityhall.people.actions import Signed
from cityhall.people.terms import Can as People
from cityhall.people.tests import given as people

NOW = "2026-09-07 09:00"  # a Monday
TOWN, COUNTY, VILLAGE = "990102101000", "990102000000", "990102101201"
DAY = date(2026, 9, 8)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
_numbers = count(1)


@dataclass(frozen=True)
class Station:
    """One organ with a manager and a registered helper."""

    organ: int
    manager: Actor
    helper: Actor
    helper_id: int


def helper(
    organ: int, manager: Actor, *areas: str, items: tuple[int, ...] = (), slots: int | None = None
) -> tuple[Actor, int]:
    n = next(_numbers)
    who = organs.staff(organ, People.HELP, name=f"样例帮办员{n}")
    made = actions.register_helper(
        manager, organ, who.account_id or 0, f"0990-{6000000 + n}", areas or (TOWN,), items, slots=slots
    )
    return who, made


def station(*areas: str, **more: Any) -> Station:
    organ = organs.organ()
    manager = organs.staff(organ, Can.MANAGE, name="样例管理员")
    who, made = helper(organ, manager, *areas, **more)
    return Station(organ, manager, who, made)


def citizen(name: str = "样例求助人") -> Actor:
    return people.citizen(name=name)


def asking(**changes: Any) -> Asking:
    told: dict[str, Any] = {
        "name": "样例求助人", "phone": "13900000008", "division_code": TOWN, "what": "给新生儿办出生登记", "mode": Mode.ACT,
        "place": Place.HOME, "address": "样例区样例街道样例路 8 号 2 单元 301", "day": DAY, "half": Half.AM,
    }  # fmt: skip
    return Asking(**{**told, **changes})


def asked(who: Actor | None = None, **changes: Any) -> str:
    return actions.ask_help(who or citizen(), asking(**changes))


def row(number: str) -> HelpRequest:
    return HelpRequest.objects.select_related("helper").get(number=number)


def signed() -> Signed:
    return Signed(put([PDF]), "授权书.pdf", "样例邻居", clock.now() - timedelta(minutes=30))
