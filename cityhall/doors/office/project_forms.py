"""What the office asks about a project."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cityhall.catalogue import queries as catalogue
from cityhall.deadlines import queries as calendars
from cityhall.organs import queries as organs
from cityhall.projects.queries import ProjectPage
from cityhall.projects.terms import ProfileTerms, Task

BAR = re.compile(r"\s*[|｜]\s*")
CELLS = 4


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": False})


def organ_of(text: str) -> int:
    """The one organ that is called so."""
    found = organs.organs_called(text)
    exact = [o for o in found if text in (o.name, o.short_name)] or found
    if len(exact) != 1:
        raise ValidationError(f"没有找到或不止一个“{text}”，请填写机构全称", code="organ")
    return exact[0].id


class Form(forms.Form):
    """Of a project that is shown beside it. `key`: which milestone, stage, task or application."""

    def __init__(self, found: ProjectPage, key: str, account: int | None, data: Any = None) -> None:
        super().__init__(data)
        self.found, self.key, self.account = found, key, account


class NewProjectForm(forms.Form):
    code = forms.CharField(label="项目代码", max_length=40)
    name = forms.CharField(label="项目名称", max_length=120)
    credit_code = forms.CharField(label="项目单位的统一社会信用代码", max_length=18)
    place = forms.CharField(label="建设地点", max_length=200, required=False)
    profile = forms.ChoiceField(label="阶段方案")
    organ_id = forms.CharField(label="牵头单位", max_length=120, help_text="机构全称")

    def __init__(self, profiles: Sequence[ProfileTerms], shape: str, data: Any = None) -> None:
        super().__init__(data)
        self.fields["profile"].choices = [(p.code, p.name) for p in profiles]  # type: ignore[attr-defined]
        self.fields["code"].help_text = f"在线平台赋予的代码，样式 {shape}"

    def clean_organ_id(self) -> int:
        return organ_of(self.cleaned_data["organ_id"].strip())


class ReasonForm(Form):
    reason = forms.CharField(label="原因和依据", max_length=300, widget=area())


class SureForm(Form):
    pass


class PlanForm(Form):
    name = forms.CharField(label="节点", max_length=80)
    stage = forms.ChoiceField(label="阶段", required=False)
    starts_on = day("计划开始")
    due_on = day("计划完成")
    item_id = forms.TypedChoiceField(
        label="办成哪个事项就算完成", required=False, coerce=int, empty_value=None,
        help_text="选了事项的，项目的这项申请办成时自动登记完成；不选的由人登记",
    )  # fmt: skip

    def __init__(self, found: ProjectPage, key: str, account: int | None, data: Any = None) -> None:
        super().__init__(found, key, account, data)
        self.fields["stage"].choices = [("", "不分阶段"), *((s.key, s.name) for s in found.stages)]  # type: ignore[attr-defined]
        self.fields["item_id"].choices = [("", "由人登记完成"), *self.items()]  # type: ignore[attr-defined]

    def items(self) -> list[tuple[int, str]]:
        leads = {s.organ_id: s.organ for s in self.found.stages} | {self.found.organ_id: self.found.organ}
        return [
            (row.id, f"{row.name}（{name}）")
            for organ, name in leads.items()
            for row in catalogue.by_organ(organ, limit=100).rows
        ]


class MoveForm(Form):
    starts_on = day("计划开始")
    due_on = day("计划完成")
    reason = forms.CharField(label="调整原因", max_length=300, widget=area(2))

    def __init__(self, found: ProjectPage, key: str, account: int | None, data: Any = None) -> None:
        super().__init__(found, key, account, data)
        one = next((m for m in found.milestones if str(m.id) == key), None)
        if one is not None:
            self.initial = {"starts_on": one.starts_on, "due_on": one.due_on}


class ReachForm(Form):
    on = day("实际完成日")


class LinkForm(Form):
    application = forms.CharField(label="办件编号或联办编号", max_length=60)
    stage = forms.ChoiceField(label="阶段", required=False)

    def __init__(self, found: ProjectPage, key: str, account: int | None, data: Any = None) -> None:
        super().__init__(found, key, account, data)
        stages = [("", "当前阶段"), *((s.key, s.name) for s in found.open_stages)]
        self.fields["stage"].choices = stages  # type: ignore[attr-defined]


class DocumentForm(Form):
    name = forms.CharField(label="材料名称", max_length=120)
    document_no = forms.CharField(label="文号", max_length=80, required=False)
    stage = forms.ChoiceField(label="阶段", required=False)
    inside = forms.BooleanField(label="仅部门可见", required=False, help_text="项目单位看不到")
    file = forms.FileField(label="文件", required=False)

    def __init__(self, found: ProjectPage, key: str, account: int | None, data: Any = None) -> None:
        super().__init__(found, key, account, data)
        self.fields["stage"].choices = [("", "不分阶段"), *((s.key, s.name) for s in found.stages)]  # type: ignore[attr-defined]


class ConsultForm(Form):
    held_on = day("会商日期")
    issues = forms.CharField(label="问题", max_length=4000, widget=area(4))
    conclusion = forms.CharField(label="意见", max_length=4000, required=False, widget=area(4))
    tasks = forms.CharField(
        label="交办事项", required=False, widget=area(4),
        help_text="每行一件：做什么 | 承办单位全称 | 责任人姓名（可空）| 期限，如 提出迁改方案 | 市样例局 | 样例人员 | 2026-12-04",
    )  # fmt: skip
    shared = forms.BooleanField(
        label="告知项目单位", required=False, help_text="项目单位看得到问题和交办事项，看不到意见"
    )

    def clean_tasks(self) -> list[Task]:
        return [_task(line) for line in self.cleaned_data["tasks"].splitlines() if line.strip()]


def _task(line: str) -> Task:
    cells = BAR.split(line.strip())
    if len(cells) != CELLS:
        raise ValidationError(f"“{line.strip()[:30]}”要写四格，用“|”分开：做什么 | 单位 | 责任人 | 期限", code="cells")
    organ = organ_of(cells[1])
    try:
        due = date.fromisoformat(cells[3])
    except ValueError as wrong:
        raise ValidationError(f"“{cells[3]}”不是日期，请写成 2026-12-04 的样子", code="date") from wrong
    return Task(cells[0], organ, due, _account(organ, cells[2]) if cells[2] else None)


def _account(organ: int, name: str) -> int:
    found = [account for account, who in organs.colleagues(organ) if who == name]
    if len(found) != 1:
        raise ValidationError(f"承办单位没有（或不止一位）“{name}”，请核对姓名；也可以空着，由单位安排", code="person")
    return found[0]


class DoneForm(Form):
    note = forms.CharField(label="办理情况", max_length=500, widget=area())


class KeyForm(Form):
    level = forms.CharField(label="级别", max_length=40, help_text="如：省重点、市重点")
    document = forms.CharField(label="依据文件", max_length=200)
    reason = forms.CharField(label="理由", max_length=300, widget=area(2))


class LaneForm(Form):
    document = forms.CharField(label="依据文件", max_length=200, help_text="如招商引资联席会议纪要的文号")
    reason = forms.CharField(label="理由", max_length=300, widget=area(2))
    first_on = day("起")
    last_on = day("止")
    campaign = forms.TypedChoiceField(
        label="办件的承诺时限",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="选了专项行动的，此后受理的办件按它计算",
    )

    def __init__(self, found: ProjectPage, key: str, account: int | None, data: Any = None) -> None:
        super().__init__(found, key, account, data)
        self.fields["campaign"].choices = [("", "和平常一样"), *_campaigns()]  # type: ignore[attr-defined]


class CampaignForm(Form):
    campaign = forms.TypedChoiceField(label="专项行动", coerce=int)

    def __init__(self, found: ProjectPage, key: str, account: int | None, data: Any = None) -> None:
        super().__init__(found, key, account, data)
        self.fields["campaign"].choices = _campaigns()  # type: ignore[attr-defined]


def _campaigns() -> list[tuple[int, str]]:
    return [(c.id, f"{c.name}（{c.unit.label.removeprefix('个')}，至 {c.last_on}）") for c in calendars.campaigns()]


class AgentForm(Form):
    account_id = forms.TypedChoiceField(label="代办责任人", coerce=int)

    def __init__(self, found: ProjectPage, key: str, account: int | None, data: Any = None) -> None:
        super().__init__(found, key, account, data)
        self.fields["account_id"].choices = organs.colleagues(found.organ_id)  # type: ignore[attr-defined]
