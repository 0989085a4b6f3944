"""The city is founded: divisions, organs, centres, windows, staff, items, applicants, all through the rooms' actions.

Each act is sent under a name of its own, so that a foundation broken off half way is taken up where it stopped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypeVar

from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries as item_queries
from cityhall.catalogue.terms import Shelf
from cityhall.joint.queries import library_entries
from cityhall.kernel import clock
from cityhall.kernel.accounts import queries as accounts
from cityhall.kernel.accounts.actions import check_outcome
from cityhall.kernel.accounts.passwords import hashed
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.call import calling
from cityhall.organs import actions as organs
from cityhall.organs import queries as organ_queries
from cityhall.people import actions as people
from cityhall.people import queries as people_queries
from cityhall.people.terms import EntityKind, Tie, Verified

from . import files
from .fronts import keep_sample_answers, publish_fronts
from .roles import ROLES, reach_of

P = ParamSpec("P")
R = TypeVar("R")
PASSWORD = "Yitingtong-2026"  # noqa: S105 - a demo's, printed on its cards
SEAT = "990102000000"  # the district all its sample companies are in
KEEPER = "p01"  # stands for the enterprise that has kept its answers
FEATURED = ("SPJY", "GTSL", "LHCB", "LNYD", "GJJT", "FWZL")


@dataclass(frozen=True)
class City:
    """Where everything of the demo city is found: keys of the data files → ids."""

    organs: Mapping[str, int]
    windows: Mapping[str, int]
    items: Mapping[str, int]
    persons: Mapping[str, int]


def once(key: str, act: Callable[Concatenate[Actor, P], R], actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
    """Do it under this name: a second time answers as the first."""
    with calling(key=f"twin:{key}"):
        return act(actor, *args, **kwargs)


def build(actor: Actor) -> City:
    """Found the city, or find it founded."""
    once("divisions", organs.import_divisions, actor, [(d.code, d.name) for d in files.divisions()])
    found = _organs(actor)
    windows = _centres(actor, found)
    _staff(actor, found, windows)
    items = _items(actor, found)
    _groups(actor, items)
    _plans(actor, items)
    publish_fronts(actor, found, items)
    applicants = _applicants(actor)
    keep_sample_answers(citizen_actor(next(p for p in files.persons() if p.key == KEEPER)))
    return City(found, windows, items, applicants)


def _organs(actor: Actor) -> dict[str, int]:
    return {
        o.key: once(
            f"organ:{o.key}", organs.create_organ, actor, o.name, o.short_name, o.division, o.kind,
            credit_code=o.credit_code, mark=o.mark, phone=o.phone, address=o.address,
        )
        for o in (*files.departments(), *files.county_offices())
    }  # fmt: skip


def _centres(actor: Actor, found: Mapping[str, int]) -> dict[str, int]:
    """Eight centres; answers the city's windows by number."""
    windows: dict[str, int] = {}
    for row in files.load("organs.json")["centres"]:
        centre = once(
            f"centre:{row['key']}", organs.create_centre, actor, row["name"], found[row["organ"]], row["division"],
            address=row["address"], phone=row["phone"], hours=row["hours"],
        )  # fmt: skip
        of_city = row["key"] == "city"
        for w in files.city_windows() if of_city else files.county_windows():
            window = once(f"window:{row['key']}:{w.number}", organs.open_window, actor, centre, w.number, w.name)
            if of_city:
                windows[w.number] = window
                _entrust(actor, window, w, found)
    return windows


def _entrust(actor: Actor, window: int, row: files.WindowData, found: Mapping[str, int]) -> None:
    document = files.load("windows.json")["document"]
    for key, may_decide in ((row.organs, False), (row.deciding, True)):
        if key:
            name = f"entrust:{row.number}:{may_decide}"
            once(name, organs.entrust, actor, window, [found[k] for k in key], document, may_decide)


def _staff(actor: Actor, found: Mapping[str, int], windows: Mapping[str, int]) -> None:
    for role in ROLES:
        allowed = [str(p) for p in (*role.permissions, *role.authority)]
        once(
            f"role:{role.key}",
            organs.save_role,
            actor,
            role.key,
            role.name,
            allowed,
            [str(p) for p in role.authority],
            role.desk,
        )
    password = hashed(PASSWORD)
    for row in files.staff():
        staff = once(
            f"staff:{row.login}", organs.create_staff, actor, row.login, row.name, found[row.organ], password,
            post=row.post, phone=row.phone, window_id=windows.get(row.window), must_change=False,
        )  # fmt: skip
        for key in row.roles:
            once(f"assign:{row.login}:{key}", organs.assign, actor, staff, key, reach_of(key))


def _groups(actor: Actor, ids: Mapping[str, int]) -> None:
    """A group of items to which a reviewer's role may be limited."""
    wanted = [ids[item.short_code] for item in files.items() if "食品" in item.name or "餐饮" in item.name]
    once("group:food", catalogue.save_item_group, actor, "食品和餐饮类", wanted)


def _items(actor: Actor, found: Mapping[str, int]) -> dict[str, int]:
    """Created, published, the common ones put on the portal's front. Answers ids by short code."""
    ids: dict[str, int] = {}
    followers = _lists(actor)
    once("library", catalogue.stock_library, actor, library(), files.load("lists.json")["library"]["why"])
    for item in files.items():
        code = item.short_code
        ids[code] = once(
            f"item:{code}", catalogue.create_item, actor, found[item.organ], item.code, item.name, item.procedure,
            short_code=code, base_code=item.code[19:], content={**item.content, "keywords": list(item.keywords)},
        )  # fmt: skip
        if upper := followers.get(code):
            once(f"follow:{code}", catalogue.follow, actor, ids[code], upper)
        once(f"publish:{code}", catalogue.publish, actor, ids[code], "首次发布（样例）")
        if code in FEATURED:
            once(f"feature:{code}", catalogue.feature, actor, ids[code], True)
    today = clock.today()
    kept = {row.code for shelf in Shelf for row in item_queries.library(actor, shelf, only="retired", limit=100).rows}
    for row in files.load("lists.json")["library"]["retired"]:
        if row["code"] in kept:
            continue
        once(
            f"library:{row['code']}", catalogue.retire_library_entry, actor, row["shelf"], row["code"], row["reason"],
            row["instead"], today + timedelta(days=60),
        )  # fmt: skip
    return ids


def library() -> list[catalogue.Stocked]:
    """The standard fields and materials of the city: those that come with the program."""
    return [
        catalogue.Stocked(Shelf(e["shelf"]), e["code"], e["name"], e["content"], tuple(e["aliases"]))
        for e in library_entries()
    ]


def _lists(actor: Actor) -> dict[str, str]:
    """The lists above, the highest first. Answers which item follows which entry."""
    lists = files.load("lists.json")
    for row in lists["entries"]:
        once(
            f"entry:{row['base_code']}", catalogue.save_entry, actor, row["base_code"], row["name"], row["procedure"],
            row["level"], row["source"], parent_code=row["parent"], content=row["content"],
        )  # fmt: skip
    return dict(lists["followers"])


def _plans(actor: Actor, items: Mapping[str, int]) -> None:
    """A version that waits for its day."""
    contents = {item.short_code: item.content for item in files.items()}
    for row in files.load("lists.json")["plans"]:
        item_id = items[row["item"]]
        if item_queries.plans(actor, item_id):
            continue
        draft = {**contents[row["item"]], **row["content"]}
        once(f"redraft:{row['item']}", catalogue.save_draft, actor, item_id, draft)
        day = clock.today() + timedelta(days=row["days"])
        once(f"plan:{row['item']}:{day}", catalogue.plan_publication, actor, item_id, day, row["note"])


def _applicants(actor: Actor) -> dict[str, int]:
    """Citizens with accounts sign in by phone and declare themselves; companies are linked to who stands for them."""
    persons = {p.key: p for p in files.persons()}
    actors = {key: _citizen(p) for key, p in persons.items() if p.online}
    for row in files.entities():
        standing = actors[row.representative]
        once(
            f"entity:{row.key}", people.register_entity, actor, row.name, row.credit_code, EntityKind.COMPANY,
            persons[row.representative].name, division_code=SEAT, address=row.address, phone=row.phone,
        )  # fmt: skip
        once(f"link:{row.key}", people.link_entity, standing, row.credit_code, Tie.LEGAL_REPRESENTATIVE)
    return {key: a.person_id or 0 for key, a in actors.items()}


def _citizen(person: files.PersonData) -> Actor:
    """Signed in once by a code to her phone, and declared; or already so."""
    account = accounts.id_of(people_queries.login_of(person.phone)) or _sign_in(person)
    actor = people_queries.actor_for(account)
    if actor is None:
        raise RuntimeError(f"{person.key} signed in without becoming anybody")
    if people_queries.me(actor).verified is Verified.NONE:
        people.complete_profile(actor, person.name, person.id_number, address=person.address)
        return _citizen(person)
    return actor


def _sign_in(person: files.PersonData) -> int:
    waiting = people_queries.code_to_send(HOUSE, people.request_code(NOBODY, person.phone))
    if waiting is None:
        raise RuntimeError(f"no code was kept for {person.key}")
    return check_outcome(people.verify_code(NOBODY, person.phone, waiting.code))


def staff_actor(login: str) -> Actor:
    """A member of the demo's staff, as she acts today."""
    account = accounts.id_of(login)
    actor = organ_queries.actor_for(account) if account is not None else None
    if actor is None:
        raise RuntimeError(f"the demo city has no {login}")
    return people_queries.with_agencies(actor)


def citizen_actor(person: files.PersonData) -> Actor:
    """One of the demo's applicants with an account."""
    account = accounts.id_of(people_queries.login_of(person.phone))
    actor = people_queries.actor_for(account) if account is not None else None
    if actor is None:
        raise RuntimeError(f"the demo city has no {person.key}")
    return actor
