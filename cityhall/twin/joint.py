"""一件事 of the demo city: the packages that come with the program, taken in with its own organs and items, and one application
that is under way."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from cityhall.cases import actions as cases
from cityhall.cases.actions import Applicant
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue import queries as catalogue_queries
from cityhall.catalogue.terms import FieldKind, FieldSpec
from cityhall.joint import actions, queries
from cityhall.joint.actions import Given
from cityhall.kernel import clock
from cityhall.kernel.accounts.passwords import hashed
from cityhall.kernel.actor import Actor
from cityhall.kernel.files import store
from cityhall.organs import actions as organs
from cityhall.people import actions as actions_people
from cityhall.people import queries as people

from . import files
from .city import PASSWORD, citizen_actor, once, staff_actor
from .roles import reach_of
from .samples import pdf

APPLICANT, PACKAGE = "p02", "qiyekaiban"
CLERK, AT_WINDOW, SHOP = "chuangkou01", "canyin", {"subject": "已经有了", "needs": "在门外做招牌"}
ANSWERS = {"hire": "是", "invoicing": "是", "banking": "否"}
WANTED = {
    "entity.name_wish": "澜宁揽月样例商贸有限公司", "entity.name_spare": "澜宁望湖样例商贸有限公司", "entity.kind": "有限责任公司",
    "entity.capital": "50", "entity.scope": "日用百货销售；互联网销售", "entity.staff": "6",
    "entity.address": "澜宁市澜湖区揽月街道样例路 18 号",
}  # fmt: skip
SIGN = {"店铺名称": "揽月样例小馆", "招牌尺寸": "长 4 米、高 0.8 米"}


def publish_packages(actor: Actor, found: Mapping[str, int]) -> dict[str, int]:
    """The packages that come with the program, taken in as any city takes them, then published: items first. Answers the ids of
    the items that came with them, by key."""
    data = files.load("joint.json")
    _staff(actor, found, data["staff"])
    ids: dict[str, int] = {}
    for code in data["packages"]:
        told = choice_of(data, found, queries.shipped_package(code))
        once(f"package:{code}", actions.load_shipped, actor, code, told)
        keys = {told["codes"][key]["item_code"]: key for key in told["codes"] if key not in ids}
        for item in catalogue_queries.items_there(coded=keys):
            ids[keys[item.item_code]] = item.id
            once(f"publish:{item.item_code}", catalogue.publish, actor, item.id, "首次发布（样例）")
        once(f"package-out:{code}", actions.publish_package, actor, code, "首次发布（样例）")
    return ids


def choice_of(data: Mapping[str, Any], found: Mapping[str, int], shipped: Any) -> dict[str, Any]:
    """对照表 of the demo city for one package: its organs, the items it has already, codes for those it has not."""
    codes = {item.short_code: item.code for item in files.items()}
    keys = {item.key for item in shipped.items}
    return {
        "organs": {role: f"#{found[data['organs'][role]]}" for role in shipped.roles},
        "items": {key: codes[short] for key, short in data["items"].items() if key in keys},
        "codes": {key: row for key, row in data["codes"].items() if key in keys},
    }


def _staff(actor: Actor, found: Mapping[str, int], rows: list[dict[str, Any]]) -> None:
    password = hashed(PASSWORD)
    for row in rows:
        made = once(
            f"staff:{row['login']}", organs.create_staff, actor, row["login"], row["name"], found[row["organ"]], password,
            post=row["post"], phone=row["phone"], must_change=False,
        )  # fmt: skip
        for key in row["roles"]:
            once(f"assign:{row['login']}:{key}", organs.assign, actor, made, key, reach_of(key))


def start_up(drain: Callable[[], object]) -> str:
    """Somebody starts a company: handed in yesterday, the licence granted, the rest under way. Answers the number."""
    person = next(p for p in files.persons() if p.key == APPLICANT)
    citizen = citizen_actor(person)
    me = people.me(citizen)
    with clock.frozen(clock.now() - timedelta(hours=20)):
        draft = actions.start_joint(
            citizen, PACKAGE, Applicant(me.ref, me.name, me.id_number, me.name, person.phone), ANSWERS
        )
        mine = queries.joint_draft(citizen, draft)
        actions.save_joint(citizen, draft, {f.key: _value(f, person) for f in mine.put.fields if f.key not in ANSWERS})
        for slot in queries.joint_draft(citizen, draft).slots:
            stored = store.put([pdf(slot.spec.key, ())])
            actions.attach_joint(citizen, draft, slot.spec.key, stored, f"{slot.spec.name}.pdf")
        number = actions.submit_joint(citizen, draft)
        drain()
    with clock.frozen(clock.now() - timedelta(hours=18)):
        first = next(p.number for p in queries.joint_page(citizen, number).parts if p.key == "licence")
        cases.accept(staff_actor("scjshenhe01"), first)
        cases.grant(staff_actor("scjshending"), first, "decide")
        drain()
    return number


def _of_shop(spec: FieldSpec, person: files.PersonData) -> str:
    """What he says of his restaurant."""
    by_kind = {
        FieldKind.YES_NO: "否", FieldKind.ADDRESS: WANTED["entity.address"], FieldKind.PHONE: person.phone,
        FieldKind.ID_NUMBER: person.id_number,
    }  # fmt: skip
    return SIGN.get(spec.label) or by_kind.get(spec.kind) or _value(spec, person) or person.name


def _value(spec: FieldSpec, person: files.PersonData) -> str:
    """What she writes: of herself, of the company, or the first that fits."""
    own = {"person.id_number": person.id_number, "person.phone": person.phone, "entity.head": person.name}
    first = spec.choices[0] if spec.choices else "20" if spec.kind is FieldKind.NUMBER else ""
    return WANTED.get(spec.standard) or own.get(spec.standard) or first


def at_the_window(drain: Callable[[], object]) -> str:
    """Somebody opens a restaurant and comes in person: one page for all organs, paper and originals noted, handed in; and one
    who went to fetch a paper. Answers the number of the first."""
    clerk, number = staff_actor(CLERK), ""
    for key, whole in (("p04", True), ("p05", False)):
        person = next(p for p in files.persons() if p.key == key)
        found = people.find_by_id_number(clerk, person.id_number)
        me = found or people.person(
            clerk, actions_people.register_person(clerk, person.name, person.id_number, person.phone)
        )
        with clock.frozen(clock.now() - timedelta(hours=3 if whole else 1)):
            who = Applicant(me.ref, me.name, me.id_number, me.name, person.phone)
            draft = actions.start_joint_here(clerk, AT_WINDOW, who, SHOP)
            values: dict[str, str] = {}
            for _ in range(2):  # an answer may lead to another question
                mine = queries.joint_draft(clerk, draft, values)
                values |= {f.key: _of_shop(f, person) for f in mine.put.fields if f.key not in SHOP}
            mine = queries.joint_draft(clerk, draft, values)
            brought = mine.slots if whole else mine.slots[:1]
            given = [Given(one.spec.key, 1, n == 0) for n, one in enumerate(brought)]
            actions.write_joint_here(clerk, draft, values, given)
            number = actions.submit_joint(clerk, draft) if whole else number
            drain()
    return number
