"""The roles of the demo city: who may do what, at which desk, how far."""

from dataclasses import dataclass

from cityhall.anywhere.terms import Can as Anywhere
from cityhall.cases.terms import Can as Cases
from cityhall.catalogue.terms import Can as Catalogue
from cityhall.deadlines.terms import Can as Deadlines
from cityhall.exchange.terms import Can as Exchange
from cityhall.helping.terms import Can as Helping
from cityhall.joint.terms import Can as Joint
from cityhall.kernel.accounts.terms import Can as Accounts
from cityhall.kernel.jobs.terms import Can as Jobs
from cityhall.kernel.journal.terms import Can as Journal
from cityhall.kernel.terms import Term
from cityhall.meetings.terms import Can as Meetings
from cityhall.messages.terms import Can as Papers
from cityhall.organs.terms import Can as Organs
from cityhall.organs.terms import Desk, Reach
from cityhall.payments.terms import Can as Payments
from cityhall.people.terms import Can as People
from cityhall.projects.terms import Can as Projects
from cityhall.supervision.terms import Can as Supervision


@dataclass(frozen=True)
class RoleData:
    """`authority` are permissions that decide in an organ's name: at a window only where it is delegated (第二十四条)."""

    key: str
    name: str
    reach: Reach
    permissions: tuple[Term, ...]
    authority: tuple[Term, ...] = ()
    desk: str = ""


ROLES = (
    RoleData(
        "window_clerk", "窗口受理员", Reach.WINDOW,
        (Cases.SEE, Cases.INTAKE, Cases.DELIVER, Cases.REVEAL, People.FIND_PEOPLE, People.REGISTER_PEOPLE,
         Papers.HANDLE_PAPERS, Payments.COLLECT, Helping.REGISTER, Anywhere.CARRY, Joint.TAKE_IN),
        (Cases.DECIDE_ON_SPOT,), Desk.INTAKE,
    ),
    RoleData(
        "county_clerk", "通办窗口受理员", Reach.ORGAN,
        (Anywhere.TAKE_IN, Anywhere.CARRY, Anywhere.ISSUE, Anywhere.SEE, People.FIND_PEOPLE, People.REGISTER_PEOPLE),
    ),
    RoleData(
        "issuing_clerk", "出件员", Reach.WINDOW,
        (Cases.SEE, Cases.DELIVER, People.FIND_PEOPLE, Papers.HANDLE_PAPERS, Payments.COLLECT), (), Desk.ISSUE,
    ),
    RoleData(
        "intake", "部门收件员", Reach.ORGAN,
        (Cases.SEE, Cases.INTAKE, Joint.SEE, Projects.SEE, People.FIND_PEOPLE, Anywhere.CARRY, Anywhere.SEE), (),
        Desk.INTAKE,
    ),
    RoleData(
        "reviewer", "审查员", Reach.ORGAN,
        (Cases.SEE, Cases.REVIEW, Joint.SEE, Projects.SEE, Meetings.SEE, Meetings.SPEAK), (), Desk.REVIEW,
    ),
    RoleData("surveyor", "现场核查员", Reach.ORGAN, (Cases.SEE, Cases.REVIEW), (), Desk.SURVEY),
    RoleData(
        "approver", "审批负责人", Reach.ORGAN,
        (Cases.SEE, Cases.NOT_ACCEPT, Cases.DECIDE, Cases.APPROVE_TIME, Cases.VOID, Cases.HOLD, Deadlines.ANSWER_FOR_TIME,
         Joint.SEE, Projects.SEE, Projects.KEEP, *Meetings, Supervision.SEE, Supervision.ANSWER, Supervision.APPEAL), (),
        Desk.APPROVE,
    ),
    RoleData("archivist", "档案员", Reach.ORGAN, (Cases.SEE, Cases.ARCHIVE)),
    RoleData(
        "setup_admin", "系统设置管理员", Reach.EVERYWHERE,
        (*Organs, *Catalogue, *Joint, Meetings.KEEP_EXPERTS, Helping.SET, Anywhere.KEEP_LIST, Anywhere.SEE,
         Deadlines.MANAGE_CALENDAR, Deadlines.SET_LIGHTS, Jobs.SEE_JOBS, Papers.EDIT_TEMPLATES, Papers.SEE_SENDING,
         *Exchange, People.RETAIN, *Accounts, Projects.SET_RULES),
    ),
    RoleData(
        "system_admin", "系统管理员（三员）", Reach.EVERYWHERE,
        (Organs.MANAGE_DIVISIONS, Organs.MANAGE_ORGANS, Organs.MANAGE_CENTRES, Deadlines.MANAGE_CALENDAR,
         Deadlines.SET_LIGHTS, Jobs.SEE_JOBS, Papers.EDIT_TEMPLATES, Papers.SEE_SENDING),
    ),
    RoleData("security_admin", "安全管理员（三员）", Reach.EVERYWHERE, (Organs.MANAGE_STAFF, *Exchange, *Accounts)),
    RoleData("audit_admin", "审计管理员（三员）", Reach.EVERYWHERE, tuple(Journal)),
    RoleData(
        "page_editor", "部门版面和政策编辑", Reach.ORGAN,
        (Catalogue.COMPOSE, Catalogue.KEEP_POLICIES, Catalogue.RELEASE),
    ),
    RoleData(
        "hall_manager", "大厅管理员", Reach.EVERYWHERE,
        (Cases.SEE, Cases.VOID, Cases.HALL, Cases.SUPERVISE, Cases.GRIEVANCES, Organs.MANAGE_CENTRES,
         Payments.COLLECT, Payments.REFUND, Payments.RECONCILE, Helping.MANAGE, Anywhere.SEE),
    ),
    RoleData("helper", "帮办代办员", Reach.ORGAN, (People.HELP, People.FIND_PEOPLE, People.REGISTER_PEOPLE, Helping.REGISTER)),
    RoleData(
        "supervisor", "效能监察员", Reach.EVERYWHERE,
        (Cases.SEE, Cases.HOLD, Cases.SUPERVISE, Deadlines.WATCH_TIME, Supervision.SEE, Supervision.ISSUE,
         Supervision.REVIEW, Supervision.DECIDE_APPEAL, Supervision.JUDGE, Supervision.SET_RULES, People.AUDIT,
         People.DESTROY, Catalogue.IMPROVE_PROCESS, Catalogue.SET_PROCESS),
    ),
    RoleData(
        "government_leader", "市政府分管负责人", Reach.EVERYWHERE,
        (Cases.SEE, Cases.EXTEND_JOINT, Supervision.SEE, Projects.SEE_KEY),
    ),
    RoleData(
        "project_manager", "项目管理员", Reach.ORGAN,
        (Cases.SEE, Projects.REGISTER, Projects.KEEP, Projects.SEE, Projects.SEE_KEY, Projects.LIST_KEY, Projects.GRANT_LANE,
         Projects.NAME_AGENT, Projects.SPEED_UP),
    ),
    RoleData("data_service", "数据对接（服务角色）", Reach.ORGAN, (Cases.SEE,)),
)  # fmt: skip


def reach_of(key: str) -> Reach:
    return next(role.reach for role in ROLES if role.key == key)
