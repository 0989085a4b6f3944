"""通办 of the demo city: the list, clerks at two county windows, and three cases between them and the bureau that decides: the paper
of one on its way, of one received, of one received with a piece missing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cityhall.anywhere import actions
from cityhall.anywhere.terms import Way
from cityhall.cases.actions import Applicant, Handed
from cityhall.catalogue import queries as catalogue
from cityhall.kernel import clock
from cityhall.kernel.accounts.passwords import hashed
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.secrets import masking
from cityhall.organs import actions as organs
from cityhall.organs import queries as places
from cityhall.organs.terms import Level

from . import files
from .city import PASSWORD, City, once, staff_actor
from .roles import reach_of

ROLE, OTHER_END = "county_clerk", "cgjshenhe01"
SAME_POWER = "DEMO-LDZY-001"
APPLICANTS = ("p03", "p04", "p05")
DAYS_AGO = (3, 2, 1)


def go_anywhere(city: City, drain: Callable[[], object]) -> list[str]:
    """The list, the clerks and the three cases; harmless the second time. Answers the cases' numbers."""
    data = files.load("anywhere.json")
    _staff(city, data["staff"])
    _entries(city, data)
    clerk, bureau = staff_actor(data["staff"][0]["login"]), staff_actor(OTHER_END)
    other = next(w.id for w in places.open_stands(Level.COUNTY) if w.centre == data["staff"][1]["centre"])
    numbers = []
    for n, key in enumerate(APPLICANTS):
        with clock.frozen(clock.now() - timedelta(days=DAYS_AGO[n])):
            number = _taken(clerk, city, key, other if n == 1 else None)
            numbers.append(number)
            code = _sent(clerk, number, n)
            drain()
        if n:
            with clock.frozen(clock.now() - timedelta(hours=20)):
                found = [(1, ""), (1, "")] if n == 1 else [(1, ""), (0, "信封里没有这一份")]
                once(f"anywhere:received:{n}", actions.receive_handover, bureau, code, found)
                drain()
    return numbers


def _staff(city: City, rows: list[dict[str, Any]]) -> None:
    windows, password = places.open_stands(Level.COUNTY), hashed(PASSWORD)
    for row in rows:
        window = next(w.id for w in windows if w.centre == row["centre"] and w.number == row["number"])
        made = once(
            f"staff:{row['login']}", organs.create_staff, HOUSE, row["login"], row["name"], city.organs[row["organ"]], password,
            post=row["post"], phone=row["phone"], window_id=window, must_change=False,
        )  # fmt: skip
        once(f"assign:{row['login']}", organs.assign, HOUSE, made, ROLE, reach_of(ROLE))


def _item(city: City, row: dict[str, Any]) -> int:
    if "short_code" in row:
        return city.items[row["short_code"]]
    [found], _ = catalogue.items_written(row["code"])
    return found


def _entries(city: City, data: dict[str, Any]) -> None:
    admin = staff_actor("guanli01")
    with clock.frozen(clock.now() - timedelta(days=10)):
        for row in data["entries"]:
            once(
                f"anywhere:list:{row.get('code') or row['short_code']}", actions.put_on_list, admin, _item(city, row),
                row["mode"], data["document"], clock.today(), carry_days=row["carry_days"],
            )  # fmt: skip


def _taken(clerk: Actor, city: City, key: str, issue_window: int | None) -> str:
    person = next(p for p in files.persons() if p.key == key)
    [item], _ = catalogue.items_written(SAME_POWER)
    terms = catalogue.published(item)
    assert terms is not None
    who = Applicant(
        f"person:{city.persons[key]}", person.name, masking.id_number(person.id_number), person.name, person.phone
    )
    papers = [Handed(spec.key, paper_copies=1, original_seen=True) for spec in terms.materials if spec.required]
    return once(f"anywhere:taken:{key}", actions.take_in, clerk, item, who, {}, papers, issue_window)


def _sent(clerk: Actor, number: str, n: int) -> str:
    [item], _ = catalogue.items_written(SAME_POWER)
    terms = catalogue.published(item)
    assert terms is not None
    pieces = [(spec.key, spec.name, 1) for spec in terms.materials if spec.required]
    code = once(f"anywhere:made:{n}", actions.make_handover, clerk, number, Way.MATERIALS, pieces)
    once(f"anywhere:sent:{n}", actions.send_handover, clerk, code, "样例邮政", f"YL99010000{n}CN")
    return code
