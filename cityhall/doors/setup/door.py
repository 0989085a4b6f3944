"""Who may come in here, what each finds open, and the page of a plain form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec

from django.forms import BaseForm
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cityhall.anywhere.terms import Can as Anywhere
from cityhall.catalogue.terms import Can as Catalogue
from cityhall.deadlines.terms import Can as Deadlines
from cityhall.doors.http import Request, go, said, show, submit
from cityhall.exchange.terms import Can as Exchange
from cityhall.helping.terms import Can as Helping
from cityhall.joint.terms import Can as Joint
from cityhall.kernel.accounts.terms import Can as Accounts
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotAllowedError
from cityhall.kernel.jobs.terms import Can as Jobs
from cityhall.kernel.journal.terms import Can as Journal
from cityhall.kernel.terms import Term
from cityhall.messages.terms import Can as Messages
from cityhall.organs import queries as organs
from cityhall.organs.terms import Can as Organs
from cityhall.people.terms import Can as People
from cityhall.projects.terms import Can as Projects

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]
Crumb = tuple[str, str]
ROWS, SUGGESTED = 30, 100


@dataclass(frozen=True)
class Section:
    """A part of the set-up: its address, its name, what it is for, who may open it (any of these), the group it stands in,
    and the other addresses that belong to it."""

    url: str
    label: str
    text: str
    to: tuple[Term, ...]
    group: str
    also: tuple[str, ...] = ()

    def is_at(self, path: str) -> bool:
        return any(path.startswith(reverse(name)) for name in (self.url, *self.also))


PEOPLE, ITEMS, FRONT, RULES, RUNNING = "机构与人员", "事项目录", "门户与政策", "规则与文书", "运行"
FEW = 8  # sections that fit into the frame; of more, the groups stand there


SECTIONS = (
    Section("setup_organs", "机构", "部门、乡镇、变动与承接", (Organs.MANAGE_ORGANS,), PEOPLE),
    Section("setup_divisions", "区划", "按级浏览行政区划", (Organs.MANAGE_ORGANS, Organs.MANAGE_DIVISIONS), PEOPLE),
    Section("setup_centres", "中心与窗口", "大厅、窗口，每个窗口受谁委托", (Organs.MANAGE_CENTRES,), PEOPLE),
    Section("setup_staff", "人员", "账号、岗位和授予的角色", (Organs.MANAGE_STAFF,), PEOPLE),
    Section("setup_roles", "角色", "一个角色有哪些权限", (Organs.MANAGE_STAFF,), PEOPLE, ("setup_permissions",)),
    Section("setup_item_groups", "事项组", "授予的角色只管其中的事项", (Organs.MANAGE_STAFF,), PEOPLE),
    Section("setup_delegations", "委托实施", "哪些事项委托窗口受理、委托其他机关办理", (Organs.DELEGATE,), PEOPLE),
    Section("setup_helpers", "帮办代办", "帮办员名册、派单、工作量和规则", (Helping.MANAGE, Helping.SET), PEOPLE),
    Section("setup_items", "事项", "办事指南、材料、表单、环节，发布与历史", (Catalogue.EDIT_ITEMS, Catalogue.IMPORT_ITEMS), ITEMS),
    Section("setup_joint", "一件事", "几个事项一次申报：阶段、依赖、一张表，检查和发布", (Joint.DESIGN, Joint.PUBLISH), ITEMS),
    Section("setup_anywhere", "通办清单", "哪些事项各区县窗口可以代收、市区同权，材料多久送到", (Anywhere.KEEP_LIST,), ITEMS),
    Section("setup_guides", "指南体检", "缺什么、哪里说不清、怎么改", (Catalogue.EDIT_ITEMS,), ITEMS),
    Section("setup_process", "流程体检", "环节、内部审批、签批多不多，改了要几天", (Catalogue.IMPROVE_PROCESS,), ITEMS),
    Section("setup_groups", "统一标准", "各单位疑似同一的事项，合并为标准事项", (Catalogue.STANDARDISE,), ITEMS, ("setup_standards",)),
    Section("setup_claims", "认领", "清单认领、进度、回头看", (Catalogue.EDIT_ITEMS, Catalogue.SEND_DOWN), ITEMS, ("setup_upper_lists",)),
    Section("setup_lists", "基本目录", "上级目录统一规定的要素，事项如何承接", (Catalogue.EDIT_ITEMS, Catalogue.KEEP_LISTS), ITEMS),
    Section("setup_reform", "改革台账", "取消、下放、简化的事项和证明，成效前后对比", (Catalogue.REFORM,), ITEMS),
    Section("setup_run_once", "最多跑一次", "哪些做不到、为什么；进驻率和平均数", (Catalogue.EDIT_ITEMS, Catalogue.PUBLISH_ITEMS), ITEMS),
    Section("setup_library", "标准库", "标准字段和材料，谁在用，由谁替代", (Catalogue.EDIT_ITEMS, Catalogue.KEEP_LIBRARY), ITEMS),
    Section("setup_questions", "搜索", "没搜到的话，大家的说法指的是什么", (Catalogue.TEND_SEARCH,), FRONT, ("setup_sayings",)),
    Section("setup_fronts", "旗舰店和专题", "部门页面和人生大事专题的版块、预览、发布", (Catalogue.COMPOSE,), FRONT),
    Section("setup_policies", "惠企政策", "政策的内容、享受条件、试算和发布", (Catalogue.KEEP_POLICIES,), FRONT),
    Section("setup_regimes", "办理规则", "各类事项有哪些环节、时限和救济", (Catalogue.EDIT_ITEMS, Catalogue.SET_REGIMES), RULES),
    Section("setup_projects", "投资项目", "项目代码样式、阶段方案和总时限承诺", (Projects.SET_RULES,), RULES),
    Section("setup_calendar", "工作日历", "放假与调休，截止日据此计算", (Deadlines.MANAGE_CALENDAR,), RULES),
    Section("setup_lights", "预警规则", "黄灯什么时候亮，按时限和事项类型", (Deadlines.SET_LIGHTS,), RULES),
    Section("setup_templates", "文书模板", "文书、短信和邮件的文字，救济告知", (Messages.EDIT_TEMPLATES,), RULES, ("setup_remedies",)),
    Section("setup_sending", "消息发送", "短信和邮件的送达情况，静默时段", (Messages.SEE_SENDING,), RUNNING),
    Section("setup_clients", "对接系统", "哪些程序能调用开放接口，能做什么，订阅了哪些事件", (Exchange.MANAGE_CLIENTS,), RUNNING),
    Section("setup_sign_in", "登录", "统一身份登录，谁须启用动态码，密码用多久", (Accounts.SET_SIGN_IN,), RUNNING),
    Section("setup_privacy", "个人信息", "留存期限、到期销毁、处理活动记录", (People.RETAIN, People.DESTROY, People.AUDIT), RUNNING),
    Section("setup_health", "运行状况", "是否正常、哪里慢、怎么办", (Jobs.SEE_JOBS,), RUNNING),
    Section("setup_audit", "审计日志", "谁在什么时候办了什么，只供审计管理员查阅", (Journal.READ_JOURNAL,), RUNNING),
    Section("setup_jobs", "后台任务", "反复失败、等人处理的任务", (Jobs.SEE_JOBS,), RUNNING),
)  # fmt: skip


def open_to(actor: Actor) -> list[Section]:
    """The sections this person finds open."""
    return [section for section in SECTIONS if any(actor.may(term) for term in section.to)]


@dataclass(frozen=True)
class Link:
    url: str
    label: str
    here: bool


def frame_of(sections: Sequence[Section], path: str) -> dict[str, list[Link]]:
    """What stands in the frame: the sections where they are few, or else their groups and, below, the sections of the group
    one is in."""
    links = [Link(reverse(s.url), s.label, s.is_at(path)) for s in sections]
    if len(links) <= FEW:
        return {"links": links, "sections": []}
    here = next((s.group for s in sections if s.is_at(path)), "")
    first = {s.group: link.url for s, link in reversed(list(zip(sections, links, strict=True)))}
    groups = [Link(first[name], name, name == here) for name in dict.fromkeys(s.group for s in sections)]
    return {"links": groups, "sections": [link for s, link in zip(sections, links, strict=True) if s.group == here]}


def setup(*methods: str, to: tuple[Term, ...] = ()) -> Callable[[View[P]], View[P]]:
    """A page of the set-up, for whoever holds one of these permissions (none named: any of them all)."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require_signed_in(request.actor)
            if not any(request.actor.may(term) for term in to or [t for s in SECTIONS for t in s.to]):
                what = "”或“".join(term.label for term in to) or "系统设置"
                raise NotAllowedError("setup.not_yours", f"打开这一页要有“{what}”的权限，您没有；请联系上级管理员授权")
            return view(request, *args, **kwargs)

        return never_cache(require_http_methods(methods)(guarded))  # type: ignore[return-value]

    return wrap


def page(
    request: Request, template: str, context: Mapping[str, Any] | None = None, form: BaseForm | None = None,
    status: int | None = None,
) -> HttpResponse:  # fmt: skip
    """A page with the sections this person finds open."""
    open_here = open_to(request.actor)
    names = cache(lambda: [f"#{o.id} {o.name}" for o in organs.organs(request.actor, limit=SUGGESTED).rows])
    values = {
        **frame_of(open_here, request.path),
        "organ_names": names,
        "asks_organs": form is not None and asks_organs(form),
    }
    return show(request, template, {**values, **(context or {})}, form=form, status=status)


def asks_organs(form: BaseForm) -> bool:
    """Does a field of this form want the list of organs to choose from?"""
    return any(field.widget.attrs.get("list") == "organs" for field in form.fields.values())


@dataclass(frozen=True)
class Sheet:
    """What stands around a plain form: title, where it belongs, the word on its button, what to know before."""

    title: str
    crumbs: tuple[Crumb, ...]
    button: str = "保存"
    hint: str = ""
    version: int | None = None
    danger: bool = False
    upload: bool = False


def filled(
    request: Request,
    form: BaseForm,
    act: Callable[..., Any],
    *args: object,
    sheet: Sheet,
    done: str,
    onto: Callable[[Any], str],
) -> HttpResponse:
    """A plain form from asking to done: one action, then on; a refusal comes back with everything typed. A page that
    was overtaken stays overtaken until it is read again: its version is the one that was seen."""
    outcome = submit(form, act, request.actor, *args)
    if outcome:
        said(request, done)
        return go(request, onto(outcome.result))
    seen = request.POST.get("_seen") or sheet.version
    return page(request, "setup/form.html", {"sheet": sheet, "seen": seen}, form)
