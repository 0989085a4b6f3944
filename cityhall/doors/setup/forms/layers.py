"""Layers of the calendar, campaigns, and rules of warning, as forms. A field is called as the act's argument is."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cityhall.catalogue.terms import Procedure
from cityhall.deadlines.queries import LayerView
from cityhall.deadlines.terms import Kind, LayerKind
from cityhall.organs.queries import CentreView

from .administration import area
from .days import WORKS

WEEKDAYS = [(n, f"周{name}") for n, name in enumerate("一二三四五六日")]
SHARES = [("1/2", "剩一半"), ("1/3", "剩三分之一"), ("1/4", "剩四分之一"), ("1/5", "剩五分之一"), ("0/1", "不按比例")]
OFFICE_HELP = "例如 08:30-12:00, 14:30-17:30；留空表示这天不按时段计"


def date_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class CentreLayerForm(forms.Form):
    """A centre gets days and hours of its own."""

    centre_id = forms.TypedChoiceField(label="哪个中心", coerce=int)
    name = forms.CharField(label="名称", max_length=80, help_text="写进时限说明，例如：市政务服务中心办公日历")

    def __init__(self, data: Any, centres: Sequence[CentreView]) -> None:
        super().__init__(data)
        self.fields["centre_id"].choices = [(one.id, one.name) for one in centres]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "kind": LayerKind.CENTRE}


class CampaignForm(forms.Form):
    """专项行动: 百日攻坚 and the like."""

    name = forms.CharField(label="名称", max_length=80, help_text="写进办件的办理经过，申请人看得到，例如：百日攻坚")
    document = forms.CharField(label="部署文件", max_length=300, widget=area(2))
    first_on = forms.DateField(label="从哪天开始", widget=date_input())
    last_on = forms.DateField(label="到哪天结束", widget=date_input())
    switches_to = forms.ChoiceField(
        label="纳入的办件，承诺时限改按", required=False,
        choices=[("days", "自然日（节假日照常计算）"), ("workdays", "工作日（按本行动的上班安排）"), ("", "不改，只安排办公日")],
        help_text="法定时限不变；已经用掉的时间照算",
    )  # fmt: skip

    def __init__(self, data: Any, view: LayerView | None = None) -> None:
        held = {}
        if view is not None:
            held = {key: getattr(view, key) for key in ("name", "document", "first_on", "last_on", "switches_to")}
        super().__init__(data, initial=held)

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "kind": LayerKind.CAMPAIGN}


class WeekForm(forms.Form):
    """A weekly rule from a day on: which weekdays, which hours."""

    first_on = forms.DateField(label="从哪天起", widget=date_input())
    inherits = forms.BooleanField(label="上班的星期随上层日历", required=False, initial=True)
    works = forms.TypedMultipleChoiceField(
        label="上班的星期", choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不随上层时勾选；国务院公布的放假和调休不受影响",
    )  # fmt: skip
    hours = forms.CharField(label="周一至周五的办公时段", required=False, max_length=120, help_text=OFFICE_HELP)
    weekend = forms.CharField(label="周六、周日的办公时段", required=False, max_length=120, help_text=OFFICE_HELP)
    reason = forms.CharField(label="依据", max_length=300, widget=area(2))

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        inherits, hours, weekend = (told.pop(key, "") for key in ("inherits", "hours", "weekend"))
        told["works"] = None if inherits else told.get("works", [])
        week = dict.fromkeys(range(5), hours) | dict.fromkeys((5, 6), weekend)
        told["hours"] = week if hours.strip() or weekend.strip() else None
        return told


class LayerDayForm(forms.Form):
    """One day of a layer."""

    day = forms.DateField(label="哪一天", widget=date_input())
    works = forms.ChoiceField(
        label="改为", widget=forms.RadioSelect, initial="work",
        choices=[("work", "办公"), ("off", "不办公"), ("week", "随上层日历")],
    )  # fmt: skip
    name = forms.CharField(
        label="事由", max_length=60, required=False, help_text="写进时限说明，例如：台风停工、周六延时服务"
    )
    hours = forms.CharField(label="当天的办公时段", required=False, max_length=120, help_text="与平常不同时填写")
    reason = forms.CharField(label="原因和依据文件", max_length=300, widget=area(2))

    def clean_works(self) -> Any:
        return WORKS[self.cleaned_data["works"]]


class LightRuleForm(forms.Form):
    """When the yellow light comes on."""

    kind = forms.ChoiceField(
        label="哪类时限", required=False, choices=[("", "所有时限"), *((k.value, k.label) for k in Kind)]
    )
    sort = forms.ChoiceField(
        label="哪类事项", required=False, choices=[("", "所有事项"), *((p.value, p.label) for p in Procedure)]
    )
    share = forms.ChoiceField(label="剩余多少时亮黄灯", choices=SHARES, initial="1/3")
    least = forms.IntegerField(
        label="至少提前几天",
        min_value=0,
        max_value=365,
        initial=1,
        help_text="按时限自己的单位（工作日或自然日），两者取早",
    )
    reason = forms.CharField(label="原因或依据文件", max_length=300, widget=area(2))

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        part, _, whole = str(told.pop("share", "1/3")).partition("/")
        return {**told, "part": int(part), "whole": int(whole)}


class EndRuleForm(forms.Form):
    reason = forms.CharField(label="停用的原因", max_length=300, widget=area(2))
