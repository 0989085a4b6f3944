"""Retention, destruction and the register of processing, as forms. A field is called as the act's argument is."""

from typing import Any

from django import forms

from cityhall.people.queries import ProcessingView

from .administration import area

DAY = {"type": "date"}


class RetentionForm(forms.Form):
    months = forms.IntegerField(label="留存月数", min_value=1, max_value=600)
    source = forms.CharField(
        label="依据",
        max_length=300,
        widget=area(2),
        help_text="法规条款、文件名称，或本单位的决定；没有依据的期限不能用",
    )


class ProposeForm(forms.Form):
    reason = forms.CharField(
        label="说明", max_length=300, widget=area(2), help_text="如：按年度留存计划清理，已核对无未结事项"
    )


class JudgeForm(forms.Form):
    agree = forms.ChoiceField(
        label="审批", widget=forms.RadioSelect, choices=[("yes", "批准，到期内容将不可恢复地销毁"), ("no", "不批准")]
    )
    opinion = forms.CharField(label="意见", max_length=300, required=False, widget=area(2), help_text="不批准的必填")

    def clean_agree(self) -> bool:
        return bool(self.cleaned_data["agree"] == "yes")


class ProcessingForm(forms.Form):
    """处理活动: the whole record as one argument of the act."""

    name = forms.CharField(label="处理活动", max_length=120, help_text="如：受理政务服务申请")
    purpose = forms.CharField(label="处理目的", max_length=300, widget=area(2))
    ground = forms.CharField(
        label="合法性依据",
        max_length=300,
        widget=area(2),
        help_text="如：为履行法定职责所必需（个人信息保护法第十三条、第三十四条）",
    )
    what = forms.CharField(label="个人信息种类", max_length=300, widget=area(2))
    sensitive = forms.BooleanField(label="含敏感个人信息（生物识别、医疗健康、不满十四周岁等）", required=False)
    given_to = forms.CharField(label="委托或提供给谁", max_length=300, required=False, help_text="没有的不填")
    kept = forms.CharField(label="保存期限", max_length=120)
    measures = forms.CharField(label="保护措施", max_length=500, widget=area(3))
    assessed_on = forms.DateField(
        label="影响评估日期",
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text="敏感信息、委托或提供给他人的，须事前评估",
    )
    from_on = forms.DateField(label="开始日期", widget=forms.DateInput(attrs=DAY))

    def __init__(self, data: Any, held: ProcessingView | None = None) -> None:
        known = {name: getattr(held, name) for name in self.base_fields} if held else {}
        for name in ("assessed_on", "from_on"):
            known[name] = known[name].isoformat() if known.get(name) else ""
        super().__init__(data, initial=known)


class EndForm(forms.Form):
    until_on = forms.DateField(
        label="结束日期", widget=forms.DateInput(attrs=DAY), help_text="记录会一直保留（法律要求至少三年）"
    )
