"""会商与联合踏勘 of the demo city: a works package of two stages, an application of it, a meeting that was concluded, one that waits for
opinions, a visit that was made, a review by experts of the pool."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from cityhall.cases import actions as cases
from cityhall.cases.actions import Applicant
from cityhall.catalogue.terms import FieldKind, FieldSpec
from cityhall.joint import actions as joint
from cityhall.joint import queries
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.files import store
from cityhall.meetings import actions
from cityhall.meetings import queries as held
from cityhall.people import queries as people

from . import files
from .city import City, citizen_actor, once, staff_actor
from .samples import pdf

APPLICANT = "p02"
LEAD, SITE = "zjjshending", "澜湖区揽月街道样例路 18 号工地"
ORGANS = {"zjj": "zjjshending", "cgj": "cgjshenhe01", "swj": "swjshenhe01"}
FIRST_HEARD = {
    "zjj": ("agree", ""), "cgj": ("conditional", "夜间占道只留一个车道，两端设引导员"), "swj": ("agree", ""),
}  # fmt: skip
FOUND = {
    "zjj": ("agree", "", "样例人员一、样例人员二"), "cgj": ("agree", "", "样例人员三、样例人员四"),
    "swj": ("conditional", "沉砂池还没有加盖", "样例人员五、样例人员六"),
}  # fmt: skip
PROJECT = "9901-990100-04-01-000018"  # made up
AFTERNOON = time(15, 0)


def publish_works(actor: Actor, city: City) -> None:
    """The package, of items the city has already, and the pool of experts."""
    data = files.load("meetings.json")
    row = data["package"]
    content = _as_content(row["content"], city.organs, city.items)
    organ = city.organs[row["organ"]]
    once(f"package:{row['code']}", joint.create_package, actor, row["code"], row["name"], organ, content)
    once(f"package-out:{row['code']}", joint.publish_package, actor, row["code"], row["note"])
    for one in data["experts"]:
        once(f"expert:{one['name']}", actions.keep_expert, actor, city.organs["zjj"], **one)


def _as_content(row: Mapping[str, Any], found: Mapping[str, int], items: Mapping[str, int]) -> dict[str, Any]:
    """A package of the data, with ids where it names organs and items."""
    stages = [{**{k: v for k, v in s.items() if k != "lead"}, "lead_organ_id": found[s["lead"]]} for s in row["stages"]]
    parts = [{**{k: v for k, v in p.items() if k != "item"}, "item_id": items[p["item"]]} for p in row["parts"]]
    return {**row, "stages": stages, "parts": parts}


def sit_together(city: City, drain: Callable[[], object]) -> str:
    """Handed in six days ago; heard, changed and passed; looked at on site; one more meeting waits. Answers the number."""
    with clock.frozen(_days_ago(6)):
        number = _apply()
        drain()
    with clock.frozen(_days_ago(5)):
        meeting = _call("meeting", "占道和降噪方案联审", number, days=2)
        drain()
    with clock.frozen(_days_ago(4)):
        _said(city, meeting, {organ: (*said, "") for organ, said in FIRST_HEARD.items()})
        _end(meeting, "pass", "各单位同意施工组织方案；占道期间按城管局意见设置引导员，写入占道许可。")
        drain()
    with clock.frozen(_days_ago(3)):
        visit = _call("visit", "施工现场联合勘验", number)
        drain()
    with clock.frozen(_days_ago(2)):
        _said(city, visit, FOUND)
        _end(
            visit,
            "again",
            "各单位一次到场，围挡、出入口和临时排水情况见各单位记录。",
            "沉砂池加盖后拍照提交，由水务局复查。",
        )
        drain()
    _review(number, drain)
    with clock.frozen(clock.now() - timedelta(hours=3)):
        waiting = _call("meeting", "夜间浇筑和渣土运输方案会商", number, days=3, silence=True, later=timedelta(hours=2))
        _said(city, waiting, {"zjj": ("agree", "", "")})
        drain()
    return number


def _days_ago(days: int) -> datetime:
    return datetime.combine(clock.today() - timedelta(days=days), AFTERNOON, clock.ZONE)


def _apply() -> str:
    person = next(p for p in files.persons() if p.key == APPLICANT)
    citizen = citizen_actor(person)
    me = people.me(citizen)
    draft = joint.start_joint(citizen, "shigong", Applicant(me.ref, me.name, me.id_number, me.name, person.phone))
    for _ in range(2):  # an answer may bring a question of its own
        mine = queries.joint_draft(citizen, draft)
        joint.save_joint(
            citizen, draft, {f.key: _value(f, person) for f in mine.put.fields if f.key not in mine.values}
        )
    for slot in queries.joint_draft(citizen, draft).slots:
        joint.attach_joint(citizen, draft, slot.spec.key, store.put([pdf(slot.spec.name, ())]), f"{slot.spec.name}.pdf")
    return joint.submit_joint(citizen, draft)


def _value(spec: FieldSpec, person: files.PersonData) -> str:
    own = {
        "person.id_number": person.id_number,
        "person.phone": person.phone,
        "person.name": person.name,
        "project.code": PROJECT,
        "project.name": "揽月街道样例工程",
    }
    kinds = {FieldKind.NUMBER: "20", FieldKind.DATE: clock.today().isoformat(), FieldKind.PHONE: person.phone,
             FieldKind.ID_NUMBER: person.id_number, FieldKind.YES_NO: "否",
             FieldKind.CREDIT_CODE: files.entities()[0].credit_code}  # fmt: skip
    return own.get(spec.standard) or (spec.choices[0] if spec.choices else kinds.get(spec.kind, "揽月街道样例工程"))


def _call(
    kind: str,
    subject: str,
    whole: str,
    days: int | None = None,
    *,
    silence: bool = False,
    later: timedelta = timedelta(),
) -> str:
    lead = staff_actor(LEAD)
    number = actions.convene(
        lead, kind, subject, clock.now() + later, "三楼会商室" if kind == "meeting" else SITE, whole=whole, stage="permit",
        days=days, silence=silence,
    )  # fmt: skip
    actions.circulate(lead, number, store.put([pdf(subject, ())]), f"{subject}图纸.pdf")
    return number


def _said(city: City, number: str, said: dict[str, tuple[str, str, str]]) -> None:
    seats = {one.organ_id: one.id for one in held.meeting(staff_actor(LEAD), number).now.seats}
    for key, (opinion, reason, members) in said.items():
        actions.speak(staff_actor(ORGANS[key]), number, seats[city.organs[key]], opinion, reason, members)


def _end(number: str, conclusion: str, minutes: str, asked: str = "") -> None:
    actions.conclude(staff_actor(LEAD), number, conclusion, minutes, asked)


def _review(whole: str, drain: Callable[[], object]) -> None:
    """集中评审: apart from the decision, of the building permit alone."""
    lead = staff_actor(LEAD)
    facts = queries.whole_facts(whole)
    case = next(p.case_number for p in facts.parts if p.key == "build") if facts else ""
    with clock.frozen(_days_ago(1)):
        cases.accept(staff_actor("zjjshenhe01"), case)
        pool = [one.id for one in held.active_experts(lead) if one.field in ("结构工程", "岩土与基坑")]
        number = actions.convene(
            lead, "experts", "深基坑支护专项方案评审", clock.now(), "住建局二楼评审室", cases=[case], experts=pool
        )
        for seat in held.meeting(lead, number).now.seats:
            actions.speak(lead, number, seat.id, "agree", "方案可行；监测点加密到 10 米一处。")
        _end(number, "pass", "专家一致认为支护方案可行，建议加密监测点。")
        drain()
