"""The packages that come with the program, in a city that has nothing: organs and staff, taken in, published, carried through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cityhall.cases import actions as cases
from cityhall.cases import queries as case_queries
from cityhall.cases.terms import Can as Cases
from cityhall.cases.tests import given as cases_given
from cityhall.catalogue import actions as items
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import Can as Catalogue
from cityhall.catalogue.terms import FieldKind, FieldSpec
from cityhall.joint import actions, queries
from cityhall.joint.queries.shipped import roles, shipped_package
from cityhall.joint.terms import Can
from cityhall.kernel.actor import Actor
from cityhall.organs.terms import Desk, Reach
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

DAY = date(2026, 9, 1)
DESKS = {"review": Desk.REVIEW, "survey": Desk.SURVEY, "decide": Desk.APPROVE}
BY_STANDARD = {
    "house.unit": "990102001001GB00001F00010001", "project.code": "9901-990100-04-01-000001", "bank.account": "6200990100000012",
    "fund.account": "990100000012", "person.postcode": "990100", "person.email": "yang@example.cn",
}  # fmt: skip
SITUATIONS: Sequence[tuple[str, Mapping[str, str], frozenset[str]]] = [
    ("sizheng", {}, frozenset({"licence", "code", "national_tax", "local_tax"})),
    ("qiyekaiban", {"hire": "是", "invoicing": "是", "banking": "是"},
     frozenset({"licence", "seal", "invoice", "social", "fund", "bank"})),
    ("qiyekaiban", {"hire": "否", "invoicing": "否", "banking": "否"}, frozenset({"licence", "seal"})),
    ("gongcheng", {"phase": "立项用地规划许可", "invest": "备案"}, frozenset({"filing", "site", "land"})),
    ("gongcheng", {"phase": "立项用地规划许可、工程建设许可", "invest": "核准", "shelter": "是"},
     frozenset({"ratify", "site", "land", "design", "works", "shelter"})),
    ("gongcheng", {"phase": "施工许可", "special": "否"}, frozenset({"quality", "permit"})),
    ("gongcheng", {"phase": "施工许可、竣工验收", "special": "是", "shelter": "是"},
     frozenset({"fire", "quality", "permit", "plan_check", "fire_accept", "shelter_accept", "archive", "completion"})),
    ("gongcheng", {"phase": "竣工验收", "special": "否", "shelter": "否"},
     frozenset({"plan_check", "fire_file", "archive", "completion"})),
    *[("budongchan", {"matter": matter}, frozenset({key})) for key, matter in (
        ("first", "首次登记（新建成的房屋）"), ("inheritance", "继承和受遗赠转移登记"), ("detail_change", "变更登记"),
        ("correction", "更正登记"), ("objection", "异议登记"), ("advance_notice", "预告登记"), ("mortgage", "抵押权首次登记"),
        ("mortgage_cancel", "抵押权注销登记"), ("reissue", "证书换发和补发"),
    )],
    ("budongchan", {"matter": "新建商品房转移登记"}, frozenset({"tax", "new_sale"})),
    ("budongchan", {"matter": "二手房转移登记"}, frozenset({"contract", "tax", "resale"})),
    ("xinshenger", {"insure": "是", "card": "是", "maternity": "是"},
     frozenset({"birth", "vaccine", "household", "insurance", "card", "maternity"})),
    ("xinshenger", {"insure": "否", "card": "否", "maternity": "否"}, frozenset({"birth", "vaccine", "household"})),
    ("canyin", {"subject": "没有（办个体工商户）", "needs": "在门外做招牌、要装修改造、后厨污水接市政管网、是公众聚集场所"},
     frozenset({"trader", "food", "sign", "fire", "drain", "waste"})),
    ("canyin", {"subject": "没有（办公司）", "needs": "都没有"},
     frozenset({"company", "food"})),
    ("canyin", {"subject": "已经有了", "needs": "在门外做招牌"},
     frozenset({"food", "sign"})),
    ("zhatu", {"limited": "是", "road": "是", "night": "是"}, frozenset({"gate", "disposal", "pass", "road", "night"})),
    ("zhatu", {"limited": "否", "road": "否", "night": "否"}, frozenset({"gate", "disposal"})),
    ("tuixiu", {"deemed": "是", "early": "是", "fund": "是", "card": "是"},
     frozenset({"years", "early", "pension", "medical", "fund", "card"})),
    ("tuixiu", {"deemed": "否", "early": "否", "fund": "否", "card": "否"}, frozenset({"pension", "medical"})),
]  # fmt: skip


@dataclass(frozen=True)
class City:
    """`near`: organ by role; `workers`: of each organ one for each desk."""

    designer: Actor
    near: Mapping[str, int]
    workers: Mapping[int, Mapping[str, Actor]]


def city(*codes: str, workers: bool = True) -> City:
    """Organs called as they are in any city, for every role of these packages."""
    wanted = dict.fromkeys(role for code in codes for role in shipped_package(code).roles)
    near = {key: organs.organ(f"样例市{roles()[key].words[0]}") for key in wanted}
    desks = {pk: {key: worker(pk, desk) for key, desk in DESKS.items()} for pk in near.values() if workers}
    return City(designer(near[next(iter(near))]), near, desks)


def designer(organ: int) -> Actor:
    """Whoever sets the city up: packages, items and the library, everywhere."""
    held = (Can.DESIGN, Can.PUBLISH, Catalogue.EDIT_ITEMS, Catalogue.PUBLISH_ITEMS, Catalogue.KEEP_LIBRARY)
    return organs.staff(organ, *held, reach=Reach.EVERYWHERE)


def worker(organ: int, desk: str) -> Actor:
    return organs.staff(organ, Cases.SEE, Cases.INTAKE, Cases.REVIEW, Cases.DECIDE, Can.SEE, desk=desk)


def published(here: City, code: str, told: dict[str, Any] | None = None) -> None:
    """Taken in, its items published, then the package itself."""
    actions.load_shipped(here.designer, code, told)
    draft = queries.package_draft(here.designer, code)
    for part in draft.content["parts"]:
        if catalogue.published(part["item_id"]) is None:
            items.publish(here.designer, part["item_id"])
    actions.publish_package(here.designer, code)


def value(spec: FieldSpec) -> str:
    """Something this field takes."""
    if spec.choices:
        return spec.choices[0]
    by_kind = {
        FieldKind.YES_NO: "否", FieldKind.NUMBER: spec.least or "1", FieldKind.DATE: DAY.isoformat(),
        FieldKind.ID_NUMBER: people.id_number(41), FieldKind.CREDIT_CODE: people.credit_code(41),
        FieldKind.PHONE: "13900000041", FieldKind.ADDRESS: "样例市样例区样例路 1 号",
    }  # fmt: skip
    return by_kind.get(spec.kind) or BY_STANDARD.get(spec.standard, "样例内容")


def drafted(citizen: Actor, code: str, answers: Mapping[str, str]) -> str:
    """Everything that is asked filled in, every material brought: round by round, for an answer may lead to another question."""
    draft = actions.start_joint(citizen, code, cases_given.applicant(), answers)
    for _ in range(4):
        mine = queries.joint_draft(citizen, draft)
        wanted = {f.key: value(f) for f in mine.put.fields if not mine.values.get(f.key)}
        if not wanted:
            break
        actions.save_joint(citizen, draft, wanted)
    for slot in queries.joint_draft(citizen, draft).slots:
        actions.attach_joint(citizen, draft, slot.spec.key, cases_given.file(), f"{slot.spec.key}.pdf")
    return draft


def carried(here: City, citizen: Actor, number: str) -> None:
    """Every case of it decided, in the order they open."""
    drain()
    for _ in range(12):
        opened = [p for p in queries.joint_page(citizen, number).parts if p.number and p.ended_at is None]
        if not opened:
            return
        for part in opened:
            decided(here, part.organ_id, part.number)
        drain()


def decided(here: City, organ: int, number: str) -> None:
    """Taken on, reviewed, visited by two where that is asked for, granted."""
    desks = here.workers[organ]
    head = desks["decide"]
    cases.accept(head, number)
    for step in case_queries.case_page(head, number).steps:
        mine = desks[step.key]
        if step.key == "survey":
            key = cases.record_visit(
                mine, number, step.key, head.account_id or 0, "现场", [("场所", "与申请一致")], "符合"
            )
            cases.confirm_visit(head, number, key, agrees=True)
        if step.key != "decide":
            cases.finish_step(mine, number, step.key, "agree", "符合条件")
    cases.grant(head, number, "decide")
