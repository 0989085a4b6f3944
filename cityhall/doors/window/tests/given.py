"""A window with a queue before it: an organ, two items, and clerks who may do all a window does."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from django.test import Client

from cityhall.cases.terms import Can
from cityhall.cases.tests import given as cases
from cityhall.catalogue.terms import Pace, Procedure
from cityhall.catalogue.tests import given as items
from cityhall.kernel.accounts.models import Account
from cityhall.kernel.actor import Actor
from cityhall.messages.terms import Can as Papers
from cityhall.organs.terms import Desk
from cityhall.organs.tests import given as organs
from cityhall.people.terms import Can as People
from cityhall.people.tests import given as people

_numbers = count(1)
CLERK = (
    Can.INTAKE, Can.DELIVER, Can.SEE, Can.REVEAL, People.FIND_PEOPLE, People.REGISTER_PEOPLE, Papers.HANDLE_PAPERS,
)  # fmt: skip
FOOD_MATERIALS = [
    {"key": "form", "name": "食品经营许可申请书", "form": "original", "standard": "填写完整，签字或盖章"},
    {"key": "identity", "name": "法定代表人身份证明", "form": "copy", "standard": "与申请人一致，在有效期内"},
    {"key": "layout", "name": "经营场所平面布局图", "form": "both", "standard": "标明各操作间位置和面积"},
    {"key": "health", "name": "从业人员健康证明", "form": "electronic", "required": False, "deferrable": True},
]
FOOD_FIELDS = [
    {"key": "company", "label": "经营者名称", "max_length": 60},
    {"key": "code", "label": "统一社会信用代码", "kind": "credit_code"},
    {"key": "leader", "label": "法定代表人"},
    {"key": "seat", "label": "经营场所", "kind": "address"},
    {"key": "phone", "label": "联系电话", "kind": "phone", "personal": True},
    {"key": "area", "label": "经营面积（㎡）", "kind": "number"},
    {"key": "kind", "label": "经营项目", "kind": "many", "choices": ["热食类制售", "冷食类制售", "自制饮品"]},
    {"key": "online", "label": "是否网络经营", "kind": "yes_no", "required": False},
]


@dataclass(frozen=True)
class Hall:
    """`food` is promised, `spot` is done at once; `place` lends its reviewer, approver and citizen."""

    place: cases.Place
    clerk: Actor
    food: int
    spot: int
    window: int


def hall(*, codes: bool = True) -> Hall:
    """Short codes are given once in the city, so a second hall has none."""
    n = next(_numbers)
    place = cases.place(name=f"样例许可{n}")

    food = items.published_item(
        place.organ,
        name="食品经营许可（新办）",
        short_code="spjy" if codes else "",
        materials=FOOD_MATERIALS,
        fields=FOOD_FIELDS,
    )
    spot = items.published_item(
        place.organ, procedure=Procedure.SERVICE, pace=Pace.INSTANT, name="营业执照副本遗失补发", short_code="zzbf" if codes else "",
        materials=FOOD_MATERIALS[:2], fields=FOOD_FIELDS[:2],
    )  # fmt: skip
    clerk = organs.clerk(place.window, *CLERK, authority=(Can.DECIDE_ON_SPOT,), desk=Desk.INTAKE)
    return Hall(place, clerk, food, spot, place.window)


def browser(actor: Actor) -> Client:
    """A browser somebody is signed in with."""
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id or 0))
    return client


def entity(name: str = "宣宁市巷口面馆", representative: str = "样小芳") -> str:
    return people.entity(name, representative=representative)


def filled(here: Hall, code: str, **changes: Any) -> dict[str, Any]:
    """What the page sends for a whole application of the food item."""
    return {
        "who": f"entity:{code}", "agent": "样小芳", "phone": "13900000009", "item": str(here.food), "q": "食品经营许可（新办）",
        "f-company": "宣宁市巷口面馆", "f-code": code, "f-leader": "样小芳", "f-seat": "鼓楼街道文昌路 18 号",
        "f-phone": "13900000009", "f-area": "62", "f-kind": ["热食类制售", "自制饮品"],
        "given": ["form", "identity", "layout"], "c-form": "1", "c-identity": "1", "c-layout": "1", "seen": ["identity"],
    } | changes  # fmt: skip


def received(here: Hall, **changes: Any) -> str:
    """Received at the window through the page; answers the number."""
    answer = browser(here.clerk).post("/window/", filled(here, entity(), move="receive", **changes))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]).rstrip("/").rsplit("/", 1)[1]
