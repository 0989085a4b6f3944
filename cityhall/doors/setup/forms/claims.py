"""认领: a list to be sent, the three answers to one item, an item amended, a review begun."""

from typing import Any

from django import forms

from cityhall.catalogue.queries import ClaimView, UpperItemRow

from .administration import OrgansField, area

DAY = {"type": "date"}


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY), **more)


class SendForm(forms.Form):
    title = forms.CharField(label="清单名称", max_length=200)
    document = forms.CharField(label="文号", max_length=100)
    issued_on = day("印发日期")
    due_on = day("认领期限")
    lines = forms.CharField(
        label="事项", widget=area(8), help_text="每行一项：基本编码 名称 事项类型；可以从表格里整块粘贴"
    )
    organ_ids = OrgansField(label="下发给")


class TakeForm(forms.Form):
    """认领 as it is: nothing to fill in."""


class AdaptForm(forms.Form):
    """What an organ may have otherwise. A field left empty stays as the list has it."""

    promised_amount = forms.IntegerField(label="承诺时限（工作日）", required=False, min_value=1, max_value=3650)
    without = forms.MultipleChoiceField(label="不收的材料", required=False, widget=forms.CheckboxSelectMultiple)
    address = forms.CharField(label="办理地点", required=False, max_length=500)
    hours = forms.CharField(label="办理时间", required=False, max_length=200)
    phone = forms.CharField(label="咨询电话", required=False, max_length=60)
    reason = forms.CharField(label="调整说明", max_length=300, required=False)

    def __init__(self, data: Any, view: ClaimView) -> None:
        super().__init__(data)
        papers = [(m.key, m.name) for m in view.parts.materials]
        self.fields["without"].choices = papers  # type: ignore[attr-defined]
        if not papers:
            del self.fields["without"]

    def clean(self) -> dict[str, Any]:
        """As the act takes it: the changes together."""
        told = dict(self.cleaned_data)
        amount = told.pop("promised_amount", None)
        reason = told.pop("reason", "")
        promised = {"amount": amount, "unit": "workdays", "basis": "本单位服务承诺"} if amount else None
        return {"changes": {**told, "promised": promised}, "reason": reason}


class RefuseForm(forms.Form):
    reason = forms.CharField(label="不认领的理由", max_length=300, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="refuse_%s")  # beside another form with a reason


class AmendForm(forms.Form):
    name = forms.CharField(label="名称", max_length=300)
    law_changed_on = day("依据最近修订日", required=False, help_text="在这一天以前的答复，下一轮回头看会重新打开")

    def __init__(self, data: Any, row: UpperItemRow) -> None:
        super().__init__(data, initial={"name": row.name, "law_changed_on": row.law_changed_on})


class ReviewForm(forms.Form):
    due_on = day("重新答复的期限")
    quiet_months = forms.IntegerField(
        label="几个月没有办件", min_value=0, max_value=120, initial=12, help_text="0 为不看这一条"
    )
    reviewed_months = forms.IntegerField(
        label="上次答复超过几个月", min_value=0, max_value=120, initial=12, help_text="0 为不看这一条"
    )
