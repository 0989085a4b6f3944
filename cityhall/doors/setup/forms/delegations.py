"""委托实施 as a form: whose items, to whom, which powers, by what document, from when."""

from typing import Any

from django import forms

from cityhall.catalogue import queries as catalogue
from cityhall.organs.terms import Power

from .administration import OrganField, area, window_choices
from .claims import day

SHOWN = 5


class DelegationForm(forms.Form):
    organ_id = OrganField(label="委托机关")
    to_organ_id = OrganField(label="受委托的机关", required=False)
    window_id = forms.TypedChoiceField(label="或者受委托的窗口", required=False, coerce=int, empty_value=None)
    powers = forms.MultipleChoiceField(
        label="委托的权限", choices=Power.choices(), widget=forms.CheckboxSelectMultiple,
        help_text="窗口只能受托受理和送达出件；审查、决定只能委托给行政机关",
    )  # fmt: skip
    items = forms.CharField(label="事项", widget=area(6), help_text="每行一项：实施编码、#编号，或本单位的事项名称")
    document = forms.CharField(label="委托文件（名称和文号）", max_length=200)
    basis = forms.CharField(
        label="依据", max_length=300, required=False, help_text="委托审查、决定行政许可的，写明法律、法规、规章的条款"
    )
    from_on = day("从哪天起")
    until_on = day("到哪天止", required=False, help_text="这一天起不再委托；不填为直到收回")

    def __init__(self, data: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["window_id"].choices = window_choices("不是窗口")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        text = told.get("items") or ""
        if text:
            told["items"], left = catalogue.items_written(text, told.get("organ_id"))
            if left:
                named = "、".join(f"“{line}”" for line in left[:SHOWN])
                more = f"等 {len(left)} 行" if len(left) > SHOWN else ""
                self.add_error("items", f"没有找到，或有几项同名：{named}{more}；请填写实施编码")
        return told


class RecallForm(forms.Form):
    why = forms.CharField(label="收回的原因和文件", max_length=300)
