"""投资项目 of the demo city: one in its second stage with consultations, a late milestone and an overdue task; a key project on the
fast lane. Their codes are samples: the division is made up."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from cityhall.cases import actions as cases
from cityhall.cases.actions import Applicant
from cityhall.cases.queries import draft as draft_of
from cityhall.deadlines import queries as deadlines
from cityhall.kernel import clock
from cityhall.kernel.accounts import queries as accounts
from cityhall.kernel.accounts.passwords import hashed
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.files import store
from cityhall.organs import actions as organs
from cityhall.people import queries as people
from cityhall.projects import actions, queries
from cityhall.projects.actions import NewProject
from cityhall.projects.terms import Planned, Task

from . import files
from .city import PASSWORD, City, citizen_actor, once, staff_actor
from .roles import reach_of
from .samples import pdf

MANAGER, MANAGER_NAME, CODES = "fgwxiangmu01", "岑望舒", ("2610-990100-04-01-100011", "2609-990100-04-01-100022")
LEADS = {"approval": "fgw", "planning": "zrj", "building": "zjj", "acceptance": "zjj"}
FACTORY, CENTRE = "年产两万件竹木家居技术改造项目（样例）", "岫山路邻里中心工程（样例）"
BEGAN, FILED, MET, MET_AGAIN = timedelta(days=28), timedelta(days=26), timedelta(days=12), timedelta(days=5)
LANE_LASTS = timedelta(days=90)


def begin_projects(city: City, drain: Callable[[], object]) -> None:
    """Staff, the city's lead organs, and two projects with their past."""
    with clock.frozen(clock.now() - BEGAN):
        _staff(city.organs)
        _lead(city.organs)
        drain()
    factory(city, drain)
    centre(city, drain)


def _staff(found: Mapping[str, int]) -> None:
    made = once(
        f"staff:{MANAGER}", organs.create_staff, HOUSE, MANAGER, MANAGER_NAME, found["fgw"], hashed(PASSWORD),
        post="发展改革委重点项目科（样例）", phone="0990-5553061", must_change=False,
    )  # fmt: skip
    once(f"assign:{MANAGER}", organs.assign, HOUSE, made, "project_manager", reach_of("project_manager"))


def _lead(found: Mapping[str, int]) -> None:
    """The four stages are led by this city's organs."""
    actions.seed_rules(HOUSE)
    told = queries.profile("four_stages")
    if not any(one.organ_id for one in told.stages):
        stages = tuple(replace(one, organ_id=found[LEADS[one.key]]) for one in told.stages)
        once("profile:four_stages", actions.save_profile, HOUSE, replace(told, stages=stages))


def factory(city: City, drain: Callable[[], object]) -> str:
    """In its second stage: filed and done, the planning permit late, a task overdue."""
    actor, who = _unit("e06")
    manager = staff_actor(MANAGER)
    with clock.frozen(clock.now() - BEGAN):
        number = actions.register_project(
            actor,
            NewProject(
                CODES[0],
                FACTORY,
                "four_stages",
                city.organs["fgw"],
                code_of(who),
                "澜湖区工业园三期（样例）",
            ),
        )
        _plan(manager, number, city.items)
        drain()
    with clock.frozen(clock.now() - FILED):
        case = _handed_in(actor, who, city.items["TZBA"], FACTORY)
        actions.link_application(actor, number, case)
        actions.add_document(
            actor, number, store.put([pdf("preliminary design", ())]), "初步设计.pdf", "初步设计（样例）"
        )
        drain()
        cases.accept(staff_actor("fgwshenhe01"), case)
        cases.grant(staff_actor("fgwshending"), case, "decide")
        drain()
    _consult(manager, number, city, drain)
    return number


def _plan(manager: Actor, number: str, items: Mapping[str, int]) -> None:
    today = clock.today()

    def day(n: int) -> date:
        return today + timedelta(days=n)

    for one in (
        Planned("企业投资项目备案", day(0), day(5), "approval", items["TZBA"]),
        Planned("建设工程规划许可", day(5), day(18), "planning"),
        Planned("建筑工程施工许可", day(20), day(38), "building", items["SGXK"]),
        Planned("竣工联合验收", day(150), day(170), "acceptance"),
    ):
        actions.plan_milestone(manager, number, one)


def _consult(manager: Actor, number: str, city: City, drain: Callable[[], object]) -> None:
    agent = accounts.id_of("fgwshenhe01") or 0
    with clock.frozen(clock.now() - MET):
        held = clock.today()
        actions.name_agent(manager, number, agent)
        actions.note_consultation(
            manager, number, held, "厂区红线内有一条 10 千伏线路，规划方案批不下来。", "先定迁改路径，再报规划方案。",
            [
                Task("提出线路迁改路径", city.organs["gdg"], held + timedelta(days=5)),
                Task("到现场核对红线", city.organs["fgw"], held + timedelta(days=3), agent),
            ],
            shared=True,
        )  # fmt: skip
        drain()
    with clock.frozen(clock.now() - MET_AGAIN):
        first = next(t for c in queries.project(manager, number).consultations for t in c.tasks if t.person)
        actions.follow_up_done(manager, number, first.id, "已与企业、供电公司到现场核对，红线无误。")
        actions.note_consultation(
            manager, number, clock.today(), "迁改路径还没有提出。", "供电公司本周提出，逾期报市政府督办。",
            [Task("审查规划方案", city.organs["zrj"], clock.today() + timedelta(days=12))],
        )  # fmt: skip
        drain()


def centre(city: City, drain: Callable[[], object]) -> str:
    """市重点, on the fast lane and under the campaign: its first two stages were done elsewhere, the building permit is in hand."""
    actor, who = _unit("e03")
    manager = staff_actor(MANAGER)
    with clock.frozen(clock.now() - MET):
        number = actions.register_project(
            actor, NewProject(CODES[1], CENTRE, "four_stages", city.organs["fgw"], code_of(who), "岫山路与样例大道口（样例）")
        )  # fmt: skip
        actions.list_key(manager, number, "市重点", "澜发改投资〔2026〕9 号（样例）", "列入本市年度重点项目")
        today = clock.today()
        actions.grant_lane(
            manager, number, "招商引资联席会议纪要第 6 期（样例）", "招商引资落地项目", today, today + LANE_LASTS,
            next((one.id for one in deadlines.campaigns()), None),
        )  # fmt: skip
        actions.name_agent(manager, number, accounts.id_of("fgwshenhe01") or 0)
        for stage in ("approval", "planning"):
            actions.close_stage(manager, number, stage, "此前已在国家平台和市自然资源和规划局办结（样例）")
        actions.plan_milestone(
            manager,
            number,
            Planned("建筑工程施工许可", today, today + timedelta(days=14), "building", city.items["SGXK"]),
        )
        drain()
    with clock.frozen(clock.now() - timedelta(hours=30)):
        case = _handed_in(actor, who, city.items["SGXK"], CENTRE)
        actions.link_application(actor, number, case)
        drain()
        cases.accept(staff_actor("zjjshenhe01"), case)
        drain()
    return number


def _unit(key: str) -> tuple[Actor, Applicant]:
    """Whoever stands for one of the demo's companies, and the company as an applicant."""
    entity = next(one for one in files.entities() if one.key == key)
    person = next(one for one in files.persons() if one.key == entity.representative)
    actor = people.acting_for(citizen_actor(person), entity.credit_code)
    return actor, Applicant(f"entity:{entity.credit_code}", entity.name, entity.credit_code, person.name, person.phone)


def code_of(who: Applicant) -> str:
    return who.ref.removeprefix("entity:")


def _handed_in(actor: Actor, who: Applicant, item: int, project: str) -> str:
    """One application with everything it asks for, handed in online."""
    draft = cases.start_draft(actor, item, who)
    said = {
        "unit": who.name, "unit_code": code_of(who), "project": project, "place": "样例大道（样例）", "scale": "新建厂房一栋（样例）",
        "invest": "4200", "start": (clock.today() + timedelta(days=60)).isoformat(), "contact": who.contact_name,
        "phone": who.contact_phone, "builder": who.name, "area": "6800", "price": "3900", "leader": who.contact_name,
    }  # fmt: skip
    mine = draft_of(actor, draft)
    cases.save_draft(actor, draft, {f.key: said[f.key] for f in mine.terms.fields if f.key in said}, who.contact_phone)
    for material in mine.terms.materials:
        if material.required:
            cases.attach(actor, draft, material.key, store.put([pdf(material.key, ())]), f"{material.name}.pdf")
    return cases.receive(actor, draft)
