"""项目规则 as forms; the stages of a profile one a line, in words."""

import re
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from cityhall.doors.setup.forms.administration import area, meant
from cityhall.organs import queries as organs
from cityhall.projects.terms import StageSpec

BAR = re.compile(r"\s*[|｜]\s*")
BESIDE, OUTSIDE = "并行", "不计时"


class RulesForm(forms.Form):
    picture = forms.CharField(
        label="项目代码样式", max_length=40, help_text="Y 年、M 月、D 区划、9 数字、X 数字或大写字母，短横线照写"
    )
    picture_source = forms.CharField(label="样式的来源文件", max_length=300, widget=area(2))
    consult_days = forms.IntegerField(label="重点项目多少天会商一次", min_value=1, max_value=90)
    consult_source = forms.CharField(label="会商间隔的来源文件", max_length=300, widget=area(2))


class ProfileForm(forms.Form):
    name = forms.CharField(label="名称", max_length=80)
    stages = forms.CharField(
        label="阶段", widget=area(5),
        help_text="每行一个：标识 | 名称 | 牵头部门 | 牵头单位（空为项目的牵头单位）| 不等前面的写“并行”，不计入总时限的写“不计时”",
    )  # fmt: skip
    source = forms.CharField(label="阶段的来源文件", max_length=300, widget=area(2))
    promise = forms.IntegerField(label="总时限承诺（工作日）", min_value=0, max_value=999, help_text="没有承诺写 0")
    basis = forms.CharField(label="承诺的来源文件", max_length=300, required=False, widget=area(2))
    offered = forms.BooleanField(label="登记项目时可以选用", required=False)

    def clean_stages(self) -> tuple[StageSpec, ...]:
        return tuple(_stage(line) for line in self.cleaned_data["stages"].splitlines() if line.strip())


class NewProfileForm(ProfileForm):
    code = forms.CharField(label="标识", max_length=30, help_text="字母、数字和下划线")
    field_order = ("code",)


def _stage(line: str) -> StageSpec:
    cells = [*BAR.split(line.strip()), "", "", "", ""]
    if len(cells) < 6:  # noqa: PLR2004 - key and name at least
        raise ValidationError(f"“{line.strip()[:30]}”至少要写标识和名称，用“|”分开", code="cells")
    more = "".join(cells[4:])
    organ = meant(cells[3]) if cells[3] else 0
    return StageSpec(cells[0], cells[1], cells[2], organ, BESIDE not in more, OUTSIDE not in more)


def as_lines(stages: Sequence[StageSpec]) -> str:
    names = organs.organs_named({one.organ_id for one in stages if one.organ_id})
    return "\n".join(
        " | ".join(
            [one.key, one.name, one.lead, f"#{one.organ_id} {names[one.organ_id]}" if one.organ_id in names else "",
             "、".join(([] if one.waits else [BESIDE]) + ([] if one.counts else [OUTSIDE]))]
        ).rstrip(" |")
        for one in stages
    )  # fmt: skip
