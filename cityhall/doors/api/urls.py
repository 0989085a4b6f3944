"""Where the API's resources hang. `site` adds the signing-in and mounts the whole."""

from . import (
    agencies,
    anywhere,
    calendars,
    cases,
    catalogue,
    checkups,
    claims,
    clients,
    delegations,
    drafts,
    ends,
    figures,
    form_tables,
    fronts,
    guides,
    helping,
    helping_desk,
    imports,
    intake,
    item_groups,
    jobs,
    joint,
    joint_handing,
    joint_present,
    joint_setup,
    joint_shipped,
    library,
    lists,
    looks,
    meetings,
    messages,
    organs,
    own_data,
    payments,
    policies,
    privacy,
    process,
    project_favours,
    projects,
    receipts,
    reform,
    review,
    sign_in,
    situations,
    standards,
    steps,
    subscriptions,
    supervision,
    watch,
    work,
)
from .door import api, mount

mount(organs.router, "机构")
mount(catalogue.router, "事项")
mount(imports.router, "事项清单")
mount(checkups.router, "指南体检")
mount(process.router, "流程体检")
mount(guides.router, "办事指南")
mount(situations.router, "情形")
mount(standards.router, "标准事项")
mount(claims.router, "认领")
mount(library.router, "标准库")
mount(form_tables.router, "标准库")
mount(lists.router, "基本目录与发布计划")
mount(policies.router, "惠企政策")
mount(fronts.router, "旗舰店和专题")
mount(reform.router, "改革台账")
mount(item_groups.router, "机构")
mount(delegations.router, "委托实施")
mount(figures.router, "最多跑一次与数字")
mount(calendars.router, "工作日历")
mount(agencies.router, "授权委托")
mount(drafts.router, "申请草稿")
mount(joint.router, "一件事")
mount(joint_setup.router, "一件事")
mount(projects.router, "投资项目")
mount(project_favours.router, "投资项目")
mount(joint_handing.router, "一件事")
mount(joint_present.router, "一件事")
mount(payments.router, "缴费")
mount(meetings.router, "会商与联合踏勘")
mount(helping.router, "帮办代办")
mount(helping_desk.router, "帮办代办")
mount(anywhere.router, "通办")
mount(joint_shipped.router, "一件事")
mount(cases.router, "办件")
mount(intake.router, "收件与受理")
mount(steps.router, "审查与决定")
mount(review.router, "受理后的程序")
mount(ends.router, "决定之后")
mount(work.router, "工作清单")
mount(supervision.router, "监察督办")
mount(watch.router, "监察督办")
mount(messages.router, "消息与文书")
mount(receipts.router, "消息与文书")
mount(sign_in.router, "登录")
mount(clients.router, "对接系统")
mount(subscriptions.router, "事件订阅")
mount(looks.router, "我的信息")
mount(own_data.router, "我的信息")
mount(privacy.router, "留存与处理记录")
mount(jobs.router, "后台任务")

__all__ = ["api"]
