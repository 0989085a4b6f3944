"""What sample applicants write into a form: every field of every item gets a value its kind accepts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from cityhall.kernel.identifiers import make_credit_code

from .files import EntityData, PersonData

SHOPS = (
    "晨禾小馆",
    "巷口面坊",
    "汀边茶饮",
    "拾味小厨",
    "禾田便利店",
    "岫下民宿",
    "清渠理发",
    "梧桐里咖啡",
    "渡口烧烤",
    "云上汗蒸",
)
PROJECTS = (
    "年产两万件竹木家居技术改造项目",
    "汀洲路农贸市场改造工程",
    "岫山路邻里中心工程",
    "新材料中试基地建设项目",
    "水产冷链仓储项目",
)
ROADS = ("样例大道", "岫前路", "听涛路", "双渡街")
TEXTS: dict[str, tuple[str, ...]] = {
    "shop_name": SHOPS,
    "name1": tuple(f"澜宁市{shop}" for shop in SHOPS),
    "name2": ("澜宁市青禾小店", "澜宁市知味坊"),
    "scope": ("餐饮服务；食品销售", "日用百货销售；服装零售", "理发服务；化妆品零售"),
    "project": PROJECTS,
    "site": tuple(f"{project}工地" for project in PROJECTS),
    "scale": ("新建厂房一栋，建筑面积 6800 平方米，购置生产设备 42 台（套）", "改造现有车间，更新节能设备 15 台（套）"),
    "road": ROADS,
    "place": ("样例大道与听涛路口东南侧", "岫前路 18 号门前人行道", "双渡街中段北侧", "澜湖区工业园三期"),
    "reason": ("沿街楼房外墙维修需搭设脚手架", "社区便民集市", "管线维修围挡"),
    "purpose": ("水产养殖补水", "厂区生产用水", "绿化灌溉"),
    "meter": ("管道式电磁流量计",),
    "drain": ("处理达标后排入市政管网", "无退水"),
    "outlet": ("店铺后巷污水井", "厂区东门市政接口"),
    "pretreat": ("隔油池一座", "三级沉淀池"),
    "builder": ("澜宁市樵风建筑工程有限公司",),
    "work": ("大体积混凝土连续浇筑",),
    "story": ("操作设备时右手被夹伤，随即送医", "上班途中被机动车碰撞受伤，交警认定本人无责任", "搬运货物时扭伤腰部"),
    "injury": ("右手食指", "左小腿", "腰部"),
    "employer": ("澜宁市栎木家居制造有限公司", "澜宁市松间新材料有限公司"),
    "mortgagee": ("澜宁市样例农村商业银行",),
    "bank": ("澜宁市样例农村商业银行",),
    "certificate_no": ("岚（2026）澜宁市不动产权第 0009901 号", "岚（2024）澜宁市不动产权第 0009902 号"),
    "account_no": ("990100000012345",),
    "card": ("6200990100000012345", "6200990100000054321"),
    "project_code": ("9901-990100-04-01-000001",),
    "unit_no": ("990102001001GB00001F00010001",),
    "floors": ("一层", "一层至二层", "三层"),
    "shop_url": ("晨禾小馆（样例外卖平台）", "拾味小厨（样例外卖平台）"),
}
NUMBERS: dict[str, tuple[int, int]] = {
    "area": (18, 400), "staff": (2, 24), "volume": (1, 60), "years": (3, 10), "price": (120, 9000), "invest": (300, 26000),
    "exits": (2, 4), "vehicles": (6, 20), "drivers": (8, 30), "amount": (20, 180), "diners": (30, 400), "rent": (900, 4200),
}  # fmt: skip
PAST, FUTURE = ("when",), (20, 120)
ANOTHER_CODE = make_credit_code("9199010090000991")  # of a bank or an employer that exists nowhere


@dataclass(frozen=True)
class Who:
    """Who applies: a person, perhaps for a company."""

    person: PersonData
    entity: EntityData | None = None

    @property
    def name(self) -> str:
        return self.entity.name if self.entity else self.person.name

    @property
    def ref_key(self) -> str:
        return self.entity.key if self.entity else self.person.key


def fill(fields: list[dict[str, Any]], who: Who, today: date, rng: Random) -> dict[str, str]:
    """A whole form; optional fields are now and then left empty."""
    kept = [f for f in fields if f.get("required", True) or rng.random() < 0.6]  # noqa: PLR2004
    return {field["key"]: _value(field, who, today, rng) for field in kept}


def _value(field: Mapping[str, Any], who: Who, today: date, rng: Random) -> str:
    key, kind = str(field["key"]), str(field["kind"])
    if kind == "many":
        chosen = rng.sample(field["choices"], min(2, len(field["choices"])))
        return "、".join(c for c in field["choices"] if c in chosen)
    if kind == "choice":
        return str(rng.choice(field["choices"]))
    if kind == "yes_no":
        return rng.choice(("是", "否"))
    if kind == "number":
        return str(rng.randint(*NUMBERS.get(key, (1, 50))))
    if kind == "date":
        ahead = -rng.randint(3, 20) if key in PAST else rng.randint(*FUTURE)
        return (today + timedelta(days=ahead)).isoformat()
    return _words(key, kind, who, rng)


def _words(key: str, kind: str, who: Who, rng: Random) -> str:
    person, entity = who.person, who.entity
    own = {
        "id_number": person.id_number,
        "phone": person.phone,
        "address": entity.address if entity else person.address,
        "credit_code": entity.credit_code if entity and key == "unit_code" else ANOTHER_CODE,
    }
    if kind in own:
        return own[kind]
    if key in {"unit", "applicant_unit"}:
        return who.name
    return rng.choice(TEXTS[key]) if TEXTS.get(key) else person.name
