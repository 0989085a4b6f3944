"""一件事 of the demo city: enterprise start-up as in 2014 (四证一体) and as it is today, with the items that are only in them, and
one application that is under way."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from cityhall.cases import actions as cases
from cityhall.cases.actions import Applicant
from cityhall.catalogue import actions as catalogue
from cityhall.catalogue.terms import FieldKind, FieldSpec
from cityhall.joint import actions, queries
from cityhall.kernel import clock
from cityhall.kernel.accounts.passwords import hashed
from cityhall.kernel.actor import Actor
from cityhall.kernel.files import store
from cityhall.organs import actions as organs
from cityhall.people import queries as people

from . import files
from .city import PASSWORD, citizen_actor, once, staff_actor
from .roles import reach_of
from .samples import pdf

APPLICANT, PACKAGE = "p02", "qiyekaiban"
ANSWERS = {"hire": "是", "invoicing": "是", "banking": "否"}
WANTED = {
    "entity.name_wish": "澜宁揽月样例商贸有限公司", "entity.name_spare": "澜宁望湖样例商贸有限公司", "entity.kind": "有限责任公司",
    "entity.capital": "50", "entity.scope": "日用百货销售；互联网销售", "entity.staff": "6",
    "entity.address": "澜宁市澜湖区揽月街道样例路 18 号",
}  # fmt: skip


def publish_packages(actor: Actor, found: Mapping[str, int]) -> dict[str, int]:
    """Items, staff and packages. Answers the ids of the items by short code."""
    data = files.load("joint.json")
    _staff(actor, found, data["staff"])
    items = {row["short_code"]: _item(actor, found, row) for row in data["items"]}
    for row in data["packages"]:
        content = as_content(row["content"], found, items)
        once(
            f"package:{row['code']}",
            actions.create_package,
            actor,
            row["code"],
            row["name"],
            found[row["organ"]],
            content,
        )
        once(f"package-out:{row['code']}", actions.publish_package, actor, row["code"], row["note"])
    return items


def as_content(row: Mapping[str, Any], found: Mapping[str, int], items: Mapping[str, int]) -> dict[str, Any]:
    """A package of the data, with ids where it names organs and items."""
    stages = [{**{k: v for k, v in s.items() if k != "lead"}, "lead_organ_id": found[s["lead"]]} for s in row["stages"]]
    parts = [{**{k: v for k, v in p.items() if k != "item"}, "item_id": items[p["item"]]} for p in row["parts"]]
    return {**row, "stages": stages, "parts": parts}


def _item(actor: Actor, found: Mapping[str, int], row: Mapping[str, Any]) -> int:
    code = row["short_code"]
    content = {**row["content"], "keywords": row["keywords"]}
    made = once(
        f"item:{code}", catalogue.create_item, actor, found[row["organ"]], row["code"], row["name"], row["procedure"],
        short_code=code, base_code=row["code"][19:], content=content,
    )  # fmt: skip
    once(f"publish:{code}", catalogue.publish, actor, made, "首次发布（样例）")
    return made


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


def _value(spec: FieldSpec, person: files.PersonData) -> str:
    """What she writes: of herself, of the company, or the first that fits."""
    own = {"person.id_number": person.id_number, "person.phone": person.phone, "entity.head": person.name}
    first = spec.choices[0] if spec.choices else "20" if spec.kind is FieldKind.NUMBER else ""
    return WANTED.get(spec.standard) or own.get(spec.standard) or first
