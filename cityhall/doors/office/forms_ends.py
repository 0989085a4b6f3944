"""What is filled in about a decision that stands, and about handing it over. A field is called as the act's argument."""

from typing import Any

from django import forms

from cityhall.cases.queries import CasePage
from cityhall.cases.terms import Again, DeliveryMethod, Outcome

from .forms import LONG, area

REVOKING = (Again.UNLAWFUL, Again.FRAUD, Again.PLEDGE, Again.REVIEW, Again.JUDGMENT)
ORDERING = (Again.REVIEW, Again.JUDGMENT)
BASES = {Again.UNLAWFUL: "第一款", Again.FRAUD: "第二款"}
BY_HAND = (DeliveryMethod.WINDOW, DeliveryMethod.ELECTRONIC, DeliveryMethod.LEFT, DeliveryMethod.ENTRUSTED)


def said(terms: tuple[Again, ...]) -> list[tuple[str, str]]:
    return [(term.value, term.label) for term in terms]


class CorrectForm(forms.Form):
    """更正决定"""

    text = forms.CharField(label="更正内容", max_length=LONG, widget=area(), help_text="写明原文是什么、更正为什么")
    reason = forms.CharField(label="更正原因", max_length=300, widget=area(2))


class RevokeForm(forms.Form):
    """撤销决定"""

    cause = forms.ChoiceField(label="情形", choices=said(REVOKING), widget=forms.RadioSelect)
    reasons = forms.CharField(label="理由", max_length=LONG, widget=area(4), help_text="决定书将载明，并告知救济途径")
    basis = forms.CharField(label="法律依据", max_length=300, initial="《中华人民共和国行政许可法》第六十九条")
    document = forms.CharField(
        label="所依据文书的文号", required=False, max_length=200, help_text="依复议决定或判决撤销的填写"
    )


class OrderForm(forms.Form):
    """登记责令重新作出决定"""

    cause = forms.ChoiceField(label="来源", choices=said(ORDERING), widget=forms.RadioSelect)
    document = forms.CharField(label="文书文号", max_length=200)
    days = forms.IntegerField(
        label="要求的期限（自然日）", min_value=1, max_value=3650, initial=60, help_text="按文书载明的期限填写"
    )


class AgainForm(forms.Form):
    """重新作出决定"""

    outcome = forms.ChoiceField(label="决定", widget=forms.RadioSelect)
    reasons = forms.CharField(label="理由", max_length=LONG, widget=area(4))
    conditions = forms.CharField(label="附加条件", required=False, max_length=LONG, widget=area(2))

    def __init__(self, data: Any, page: CasePage) -> None:
        super().__init__(data)
        regime = page.terms.regime
        words = [(Outcome.GRANTED.value, regime.granted), (Outcome.REFUSED.value, regime.refused or "不予")]
        self.fields["outcome"].choices = words  # type: ignore[attr-defined]


class OriginalForm(forms.Form):
    """原件核验"""

    matches = forms.TypedChoiceField(
        label="核验结果", choices=[("yes", "原件与上传件相符"), ("no", "不相符")], coerce=lambda v: v == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(
        label="说明", required=False, max_length=200, widget=area(2), help_text="不相符的须写明哪里不符"
    )


class FeeForm(forms.Form):
    """登记缴费"""

    amount = forms.CharField(label="金额（元）", required=False, max_length=20)
    receipt = forms.CharField(label="票据号", required=False, max_length=60)
    waiver = forms.CharField(label="免缴依据", required=False, max_length=200, help_text="免缴的填写，金额和票据号不填")


class DeliverForm(forms.Form):
    """送达"""

    method = forms.ChoiceField(label="方式", choices=[(m.value, m.label) for m in BY_HAND], widget=forms.RadioSelect)
    receiver = forms.CharField(label="签收人", required=False, max_length=60)
    relation = forms.CharField(label="与申请人关系", max_length=40, initial="本人")
    receiver_id = forms.CharField(label="代领人证件号码", required=False, max_length=40)
    witness = forms.CharField(label="见证人", required=False, max_length=120, help_text="留置送达的填写")
    reason = forms.CharField(label="采用该方式的原因", required=False, max_length=300, widget=area(2))
    note = forms.CharField(label="备注", required=False, max_length=200)
    file = forms.FileField(label="照片或录像截图", required=False)


class DispatchForm(forms.Form):
    """登记寄出"""

    carrier = forms.CharField(label="承运单位", max_length=40, initial="邮政特快专递")
    waybill = forms.CharField(label="运单号", max_length=40)


class SignedForm(forms.Form):
    """登记签收"""

    receiver = forms.CharField(label="签收人", max_length=60)
    on = forms.DateField(label="签收日期", widget=forms.DateInput(attrs={"type": "date"}))


class ReturnedForm(forms.Form):
    reason = forms.CharField(label="退回原因", max_length=300, widget=area(2))


class NoticeForm(forms.Form):
    """公告送达"""

    where = forms.CharField(label="公告发布在", max_length=200)
    reason = forms.CharField(label="其他方式无法送达的情况", max_length=300, widget=area())
