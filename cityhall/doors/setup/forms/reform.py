"""改革台账 as forms: a round, an entry, one lifted."""

from typing import Any

from django import forms

from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.terms import ReformKind

from .administration import area
from .claims import day
from .delegations import SHOWN


class RoundForm(forms.Form):
    title = forms.CharField(label="批次名称", max_length=200, help_text="如：第四轮简政放权")
    document = forms.CharField(label="文号", max_length=200)
    issued_on = day("印发日期")
    note = forms.CharField(label="说明", max_length=1000, required=False, widget=area())


class ReformForm(forms.Form):
    kind = forms.ChoiceField(label="类型", choices=ReformKind.choices(), widget=forms.RadioSelect)
    title = forms.CharField(label="事由", max_length=200)
    document = forms.CharField(label="文件名称和文号", max_length=200)
    effective_on = day("生效日期")
    round_id = forms.TypedChoiceField(label="批次", required=False, coerce=int, empty_value=None)
    items = forms.CharField(
        label="涉及的事项", required=False, widget=area(5), help_text="每行一项：实施编码、#编号，或全市唯一的事项名称"
    )
    subjects = forms.CharField(
        label="取消的证明或前置条件",
        required=False,
        widget=area(4),
        help_text="类型是“取消证明”“取消前置条件”时填，每行一项",
    )
    everywhere = forms.BooleanField(
        label="全市所有事项都不得再要求",
        required=False,
        help_text="只用于取消证明：以后发布的任何事项都不能再要这份材料",
    )
    into = forms.CharField(label="并入的事项", required=False, help_text="类型是“合并”时填：实施编码或 #编号")
    outside = forms.CharField(
        label="已经不在库里的事项", required=False, widget=area(3), help_text="每行一项名称；没有版本，不能测算成效"
    )
    note = forms.CharField(label="说明", max_length=1000, required=False, widget=area())

    def __init__(self, data: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        rounds = [("", "不属于批次"), *catalogue.round_choices()]
        self.fields["round_id"].choices = rounds  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        told["items"] = self._meant("items", told.get("items") or "")
        into = self._meant("into", told.get("into") or "")
        told["into"] = into[0] if into else None
        for key in ("subjects", "outside"):
            told[key] = [line for line in (told.get(key) or "").splitlines() if line.strip()]
        return told

    def _meant(self, field: str, text: str) -> list[int]:
        found, left = catalogue.items_written(text) if text.strip() else ([], [])
        if left:
            named = "、".join(f"“{line}”" for line in left[:SHOWN])
            more = f"等 {len(left)} 行" if len(left) > SHOWN else ""
            self.add_error(field, f"没有找到，或有几项同名：{named}{more}；请填写实施编码")
        return found


class LiftForm(forms.Form):
    why = forms.CharField(label="恢复或撤销登记的原因和文件", max_length=300)
