"""通办清单 as a form: which item, which way, at which windows, by what document, from when."""

from typing import Any

from django import forms

from cityhall.anywhere.actions import CARRY_DAYS
from cityhall.anywhere.terms import Mode
from cityhall.catalogue import queries as catalogue

from .administration import window_choices
from .claims import day


class EntryForm(forms.Form):
    item_id = forms.CharField(label="事项", max_length=200, help_text="实施编码、#编号，或事项名称")
    mode = forms.ChoiceField(label="方式", choices=Mode.choices(), initial=Mode.PROXY, widget=forms.RadioSelect)
    windows = forms.TypedMultipleChoiceField(
        label="接收窗口", coerce=int, required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text="不选就是各区县的全部窗口；选了就只有这些窗口。全程网办不用选",
    )  # fmt: skip
    carry_days = forms.IntegerField(
        label="物料流转时限（工作日）", min_value=1, max_value=30, initial=CARRY_DAYS,
        help_text="从制单到签收；按清单文件的规定填，超过的列为超时未到",
    )  # fmt: skip
    document = forms.CharField(label="清单文件（名称和文号）", max_length=200)
    from_on = day("从哪天起")
    until_on = day("到哪天止", required=False, help_text="这一天起不再通办；不填为直到移出")

    def __init__(self, data: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["windows"].choices = window_choices("")[1:]  # type: ignore[attr-defined]

    def clean_item_id(self) -> int:
        found, left = catalogue.items_written(self.cleaned_data["item_id"])
        if left or len(found) != 1:
            raise forms.ValidationError("没有找到这个事项，或有几项同名；请填写实施编码", code="unknown")
        return found[0]


class EndForm(forms.Form):
    why = forms.CharField(label="移出的原因和文件", max_length=300)
