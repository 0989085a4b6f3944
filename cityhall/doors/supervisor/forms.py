"""What is filled in at supervision. A field is called as the act's argument is."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cityhall.supervision.queries import RuleView, value_specs
from cityhall.supervision.terms import Level


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class IssueForm(forms.Form):
    """发出督办"""

    level = forms.ChoiceField(label="级别", choices=[(one.value, one.label) for one in Level], initial=Level.REMINDER)
    person_id = forms.TypedChoiceField(
        label="同时发给", required=False, coerce=int, empty_value=None, help_text="被督办的承办人，不选只发给单位"
    )
    content = forms.CharField(label="督办内容", max_length=4000, widget=area(), help_text="要求单位做什么")
    reasons = forms.CharField(label="理由", max_length=4000, widget=area(3))
    days = forms.IntegerField(
        label="回复时限（工作日）",
        min_value=1,
        max_value=60,
        required=False,
        help_text="留空按级别：催办 1 天，督办单 3 天",
    )

    def __init__(self, data: Any, people: Sequence[tuple[int, str]], held: dict[str, Any]) -> None:
        super().__init__(data, initial=held)
        self.fields["person_id"].choices = [("", "不指定"), *people]  # type: ignore[attr-defined]


class RaiseForm(forms.Form):
    """升级"""

    content = forms.CharField(label="督办内容", max_length=4000, widget=area())
    reasons = forms.CharField(label="升级的理由", max_length=4000, widget=area(3))
    days = forms.IntegerField(
        label="回复时限（工作日）", min_value=1, max_value=60, required=False, help_text="留空按级别"
    )


class AnswerForm(forms.Form):
    """回复"""

    text = forms.CharField(label="核查情况和整改结果", max_length=4000, widget=area(6))


class SendBackForm(forms.Form):
    """退回重办"""

    reasons = forms.CharField(label="退回的理由", max_length=4000, widget=area())


class CloseForm(forms.Form):
    """审核通过并办结"""

    outcome = forms.CharField(label="办理结果", max_length=4000, widget=area())


class WithdrawForm(forms.Form):
    """撤销"""

    reasons = forms.CharField(label="撤销的理由", max_length=4000, widget=area())


class AppealForm(forms.Form):
    """申请红灯复核"""

    grounds = forms.CharField(
        label="申请复核的理由", max_length=4000, widget=area(6), help_text="例如系统故障、申请人原因，请写明事实和依据"
    )


class DecideForm(forms.Form):
    """决定红灯复核"""

    struck = forms.TypedChoiceField(
        label="决定", coerce=lambda said: said == "yes", widget=forms.RadioSelect,
        choices=[("yes", "撤销红灯（不计入通报和排名，日志保留）"), ("no", "维持红灯")],
    )  # fmt: skip
    reason = forms.CharField(label="理由", max_length=4000, widget=area())


class JudgeForm(forms.Form):
    """核查异常"""

    confirmed = forms.TypedChoiceField(
        label="核查结论", coerce=lambda said: said == "yes", widget=forms.RadioSelect,
        choices=[("yes", "属实"), ("no", "排除，不是问题")],
    )  # fmt: skip
    reason = forms.CharField(label="核查意见", max_length=4000, widget=area())


class RuleForm(forms.Form):
    """一条监察规则: whether it is on, by which numbers, why."""

    enabled = forms.BooleanField(label="启用这条规则", required=False)

    def __init__(self, data: Any, rule: RuleView) -> None:
        super().__init__(data, initial={"enabled": rule.enabled, **rule.told})
        self.names = tuple(value_specs(rule.key))
        for name, spec in value_specs(rule.key).items():
            self.fields[name] = forms.IntegerField(
                label=f"{spec.label}（{spec.unit}）", min_value=spec.least, max_value=spec.most,
                help_text=f"{spec.least} 到 {spec.most}，默认 {spec.default}",
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(label="依据或原因", max_length=300, widget=area(2))

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        return {
            **{k: v for k, v in told.items() if k not in self.names},
            "values": {n: told[n] for n in self.names if n in told},
        }


class FileForm(forms.Form):
    """附件"""

    file = forms.FileField(label="附件", widget=forms.ClearableFileInput)
