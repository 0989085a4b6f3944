"""What can be done to a project at the office: for each act its form, who is offered it, and the action it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cityhall.doors.http import Request, stored_upload
from cityhall.projects import actions
from cityhall.projects.queries import ProjectPage
from cityhall.projects.terms import Can, Planned, ProjectState

from . import project_forms as forms

Run = Callable[..., object]


@dataclass(frozen=True)
class Act:
    """`whole`: on the project itself, not on one of its parts. `when`: as the project stands."""

    label: str
    asks: type[forms.Form]
    act: Run
    done: str
    needs: str
    whole: bool = False
    when: Callable[[ProjectPage], bool] = lambda page: page.state is ProjectState.RUNNING
    button: str = ""
    hint: str = ""

    def offered(self, page: ProjectPage) -> bool:
        return self.needs in page.may and self.when(page)

    def form(self, page: ProjectPage, key: str, request: Request, data: Any) -> forms.Form:
        return self.asks(page, key, request.actor.account_id, data)

    def run(self, request: Request, page: ProjectPage, key: str, **typed: Any) -> object:
        return self.act(request, page.number, key, **typed)


def _plain(action: Callable[..., object]) -> Run:
    return lambda request, number, key, **typed: action(request.actor, number, **typed)


def _on(action: Callable[..., object]) -> Run:
    """On a numbered part."""
    return lambda request, number, key, **typed: action(
        request.actor, number, int(key) if key.isdecimal() else 0, **typed
    )


def _named(action: Callable[..., object]) -> Run:
    return lambda request, number, key, **typed: action(request.actor, number, key, **typed)


def _plan(request: Request, number: str, key: str, **typed: Any) -> object:
    return actions.plan_milestone(request.actor, number, Planned(**typed))


def _document(request: Request, number: str, key: str, name: str, **typed: Any) -> object:
    typed.pop("file", None)
    upload = stored_upload(request)
    return actions.add_document(request.actor, number, upload.stored, upload.name, name, **typed)


def _stopped(page: ProjectPage) -> bool:
    return page.state is ProjectState.STOPPED


RUNS = ProjectState.RUNNING
ACTS: dict[str, Act] = {
    "link": Act("关联申请", forms.LinkForm, _plain(actions.link_application), "已关联，阶段随即更新", "take_part", whole=True),
    "plan": Act("列入计划节点", forms.PlanForm, _plan, "节点已列入计划", Can.KEEP, whole=True),
    "consult": Act("登记会商", forms.ConsultForm, _plain(actions.note_consultation), "会商已登记，责任人已收到交办", Can.KEEP, whole=True),
    "document": Act("加入材料", forms.DocumentForm, _document, "材料已加入", "take_part", whole=True),
    "agent": Act("指定代办责任人", forms.AgentForm, _plain(actions.name_agent), "已指定并告知本人", Can.NAME_AGENT, whole=True),
    "key": Act(
        "列入重点项目", forms.KeyForm, _plain(actions.list_key), "已列入重点项目清单", Can.LIST_KEY, whole=True,
        when=lambda page: page.state is RUNS and page.key is None,
    ),
    "unkey": Act(
        "调出重点项目", forms.ReasonForm, _plain(actions.unlist_key), "已调出重点项目清单", Can.LIST_KEY, whole=True,
        when=lambda page: page.key is not None,
    ),
    "lane": Act(
        "授予绿色通道", forms.LaneForm, _plain(actions.grant_lane), "已授予绿色通道", Can.GRANT_LANE, whole=True,
        when=lambda page: page.state is RUNS and page.lane is None,
    ),
    "unlane": Act(
        "结束绿色通道", forms.ReasonForm, _plain(actions.end_lane), "绿色通道已结束", Can.GRANT_LANE, whole=True,
        when=lambda page: page.lane is not None,
    ),
    "campaign": Act(
        "纳入专项行动", forms.CampaignForm, _plain(actions.put_under_campaign), "此后受理的办件按专项行动计算承诺时限", Can.SPEED_UP,
        whole=True, when=lambda page: page.state is RUNS and not page.campaign, hint="已受理的办件不受影响。",
    ),
    "uncampaign": Act(
        "退出专项行动", forms.ReasonForm, _plain(actions.leave_campaign), "此后受理的办件和平常一样计算", Can.SPEED_UP, whole=True,
        when=lambda page: bool(page.campaign),
    ),
    "complete": Act(
        "办结项目", forms.SureForm, _plain(actions.complete_project), "项目已办结", Can.REGISTER, whole=True,
        when=lambda page: page.state is RUNS and page.stage is None, hint="各阶段都已完成，办结后不再变更。",
    ),
    "stop": Act("停止项目", forms.ReasonForm, _plain(actions.stop_project), "项目已停止", Can.REGISTER, whole=True),
    "resume": Act(
        "恢复推进", forms.ReasonForm, _plain(actions.resume_project), "项目已恢复推进", Can.REGISTER, whole=True, when=_stopped
    ),
    "move": Act("调整计划", forms.MoveForm, _on(actions.move_milestone), "计划已调整", Can.KEEP),
    "reach": Act("登记完成", forms.ReachForm, _on(actions.reach_milestone), "已登记完成", Can.KEEP),
    "drop": Act("取消节点", forms.ReasonForm, _on(actions.drop_milestone), "节点已取消", Can.KEEP),
    "unlink": Act("解除关联", forms.ReasonForm, _named(actions.unlink_application), "已解除关联", Can.KEEP),
    "close": Act(
        "人工完成阶段", forms.ReasonForm, _named(actions.close_stage), "阶段已登记完成", "take_part",
        hint="只用于审批已在别处办结的阶段，例如国家平台上的立项。",
    ),
    "remove": Act("移除材料", forms.ReasonForm, _on(actions.remove_document), "材料已移除", "take_part"),
    "done": Act("登记办结", forms.DoneForm, _on(actions.follow_up_done), "已登记办结", Can.SEE),
}  # fmt: skip
