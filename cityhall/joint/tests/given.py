"""Packages, applications and cases as tests need them, made through actions."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from cityhall.cases import actions as cases
from cityhall.cases.tests import given as cases_given
from cityhall.cases.tests.given import Place
from cityhall.joint import actions, queries
from cityhall.joint.models import JointApplication, JointPart
from cityhall.joint.terms import Can
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.organs.tests import given as organs
from cityhall.people.tests import given as people
from cityhall.site.testing import drain

_numbers = count(1)
SHARED = [
    {"key": "identity", "name": "身份证明", "form": "copy", "standard": "在有效期内"},
    {"key": "premises", "name": "住所使用证明", "form": "copy", "standard": "与登记住所一致"},
]
FIELDS = [
    {"key": "company", "label": "企业名称", "max_length": 60},
    {"key": "phone", "label": "联系电话", "kind": "phone"},
]
FORM = {"企业名称": "样例商贸有限公司", "联系电话": "13900000001"}
ONE_DAY = {"amount": 1, "unit": "workdays"}


@dataclass(frozen=True)
class Whole:
    """A published package, everybody who works on its items, and somebody to apply."""

    code: str
    places: dict[str, Place]
    lead: int
    designer: Actor
    citizen: Actor


def item(**content: Any) -> Place:
    """An item with fields and materials others share, in an organ of its own."""
    made: dict[str, Any] = {"materials": SHARED, "fields": FIELDS, "promised": ONE_DAY} | content
    return cases_given.place(**made)


def content(places: dict[str, Place], lead: int, **changes: Any) -> dict[str, Any]:
    """All in one stage, side by side, within three working days; `after` says who waits for whom."""
    after: dict[str, list[dict[str, str]]] = changes.pop("after", {})
    refusals: dict[str, str] = changes.pop("on_refusal", {})
    stage_of: dict[str, str] = changes.pop("stage_of", {})
    when: dict[str, Any] = changes.pop("when", {})
    return {
        "promise": {"amount": 3, "unit": "workdays"},
        "stages": [{"key": "all", "name": "联合审批", "lead_organ_id": lead}],
        "parts": [
            {"key": key, "item_id": place.terms.item_id, "stage": stage_of.get(key, "all"), "after": after.get(key, []),
             "on_refusal": refusals.get(key, "stop_dependants"), "when": when.get(key, [])}
            for key, place in places.items()
        ],
    } | changes  # fmt: skip


def designer(organ: int) -> Actor:
    return organs.staff(organ, Can.DESIGN, Can.PUBLISH, Can.SEE)


def drafted(places: dict[str, Place], **changes: Any) -> Whole:
    lead = next(iter(places.values())).organ
    maker = designer(lead)
    code = actions.create_package(maker, f"whole{next(_numbers)}", "样例一件事", lead, content(places, lead, **changes))
    return Whole(code, places, lead, maker, people.citizen(name="样例申请人"))


def published(places: dict[str, Place], **changes: Any) -> Whole:
    whole = drafted(places, **changes)
    actions.publish_package(whole.designer, whole.code)
    return whole


def four(**changes: Any) -> Whole:
    """A licence that three others wait for, as in 四证一体."""
    places = {key: item(name=f"样例{key}") for key in ("licence", "code", "tax", "seal")}
    after = {key: [{"part": "licence", "need": "result"}] for key in ("code", "tax", "seal")}
    return published(places, after=after, **changes)


def values(whole: Whole, draft: str, **more: str) -> dict[str, str]:
    mine = queries.joint_draft(whole.citizen, draft)
    return {f.key: FORM[f.label] for f in mine.put.fields if f.label in FORM} | more


def draft(whole: Whole, *, materials: bool = True, answers: dict[str, str] | None = None) -> str:
    made = actions.start_joint(whole.citizen, whole.code, cases_given.applicant(), answers)
    actions.save_joint(whole.citizen, made, values(whole, made))
    if materials:
        for one in queries.joint_draft(whole.citizen, made).slots:
            actions.attach_joint(whole.citizen, made, one.spec.key, cases_given.file(), f"{one.spec.key}.pdf")
    return made


def submitted(whole: Whole, **how: Any) -> str:
    """Handed in, and what can start is opened."""
    number = actions.submit_joint(whole.citizen, draft(whole, **how))
    drain()
    return number


def case_of(number: str, part: str) -> str:
    found = JointPart.objects.get(application__number=number, key=part).case_number
    assert found is not None, f"{part} is not open"
    return found


def states(number: str) -> dict[str, str]:
    return dict(JointPart.objects.filter(application__number=number).values_list("key", "state"))


def application(number: str) -> JointApplication:
    return JointApplication.objects.get(number=number)


def granted(whole: Whole, number: str, part: str) -> str:
    """This part's case walked to its grant, and what follows from it."""
    case, place = case_of(number, part), whole.places[part]
    accepted(whole, number, part)
    cases.finish_step(place.reviewer, case, "review", "agree", "符合条件")
    cases.grant(place.approver, case, "decide")
    drain()
    return case


def accepted(whole: Whole, number: str, part: str) -> None:
    cases.accept(whole.places[part].clerk, case_of(number, part))
    drain()


def refused(whole: Whole, number: str, part: str) -> None:
    case, place = case_of(number, part), whole.places[part]
    accepted(whole, number, part)
    cases.finish_step(place.reviewer, case, "review", "disagree", "不符合第三项条件")
    cases.refuse(place.approver, case, "decide", "住所不符合规定条件。")
    drain()


__all__ = ["HOUSE"]
