"""帮办代办 of the demo city: two helpers, one request that waits for an answer, one whose mandate waits for the citizen's word."""

from datetime import timedelta

from cityhall.catalogue import queries as catalogue
from cityhall.helping import actions, queries
from cityhall.helping.actions import Asking
from cityhall.helping.terms import Group, Half, Mode, Place
from cityhall.kernel import clock
from cityhall.kernel.accounts.passwords import hashed
from cityhall.kernel.actor import HOUSE
from cityhall.organs import actions as organs

from . import files
from .city import PASSWORD, City, citizen_actor, once, staff_actor
from .roles import reach_of

TOWN, COUNTY, MATTER = "990102001000", "990102000000", "高龄津贴给付"
SOURCE = "澜宁市帮办代办服务规定（样例）第六条"
HELPERS = (
    ("bangban01", "桑予安", "帮办代办员（样例）", "0990-5553101", (TOWN,)),
    ("bangban02", "林见溪", "帮办代办员（样例）", "0990-5553102", (COUNTY,)),
)
MANAGER, ADMIN = "dating01", "guanli01"
LENT_FOR = timedelta(days=45)


def help_people(city: City) -> None:
    """Harmless the second time."""
    organ = city.organs["sjz"]
    once("helping:rules", actions.set_help_rules, staff_actor(ADMIN), 3, 2, 14, 90, True, SOURCE)
    for login, name, post, phone, areas in HELPERS:
        made = once(
            f"staff:{login}", organs.create_staff, HOUSE, login, name, organ, hashed(PASSWORD), post=post, phone=phone,
            must_change=False,
        )  # fmt: skip
        once(f"assign:{login}:helper", organs.assign, HOUSE, made, "helper", reach_of("helper"))
        account = staff_actor(login).account_id or 0
        once(f"helper:{login}", actions.register_helper, staff_actor(MANAGER), organ, account, phone, list(areas))
    _ask(TOWN)


def _ask(town: str) -> None:
    first, second = (next(p for p in files.persons() if p.key == key) for key in ("p02", "p03"))
    if queries.my_help(citizen_actor(first)):
        return
    ids = catalogue.items_written(MATTER)[0][:1]
    item, name = next(((pk, told[0]) for pk, told in catalogue.item_names(ids).items()), (None, MATTER))
    free = [one for one in queries.openings(town) if one.free and one.day > clock.today()]
    day, half = (free[0].day, Half(free[0].half)) if free else (None, None)
    place = Place.HOME if free else Place.PHONE

    def asking(who: files.PersonData, what: str, mode: Mode) -> Asking:
        return Asking(
            who.name, who.phone, town, what, mode, place, item, name, who.address if free else "", (Group.CARER,), day, half
        )  # fmt: skip

    told = once(
        "help:1",
        actions.ask_help,
        citizen_actor(first),
        asking(first, "母亲八十五岁，出不了门，想办高龄津贴", Mode.ACT),
    )
    once("help:2", actions.ask_help, citizen_actor(second), asking(second, "不会在手机上填表", Mode.HELP))
    helper = staff_actor(HELPERS[0][0])
    once("help:1:accepted", actions.accept_help, helper, told)
    if item is not None:
        until = clock.today() + LENT_FOR
        once("help:1:mandate", actions.ask_mandate, helper, told, [(item, name)], until)
