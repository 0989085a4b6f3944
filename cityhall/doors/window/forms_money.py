"""What taking and returning money at a counter asks for, and handing over all results of one thing."""

from django import forms

from cityhall.cases.terms import DeliveryMethod
from cityhall.payments.terms import OVER_THE_COUNTER

from .forms_handover import DATE, RELATIONS, ReturnedForm, _text

BY_HAND = (DeliveryMethod.WINDOW, DeliveryMethod.ELECTRONIC)


class CollectForm(forms.Form):
    means = forms.ChoiceField(label="收款方式", choices=[(m.value, m.label) for m in OVER_THE_COUNTER])
    receipt = _text("票据号", 60, autocomplete="off")


class RefundForm(forms.Form):
    amount = _text("退款金额（元）", 15, inputmode="decimal")
    reason = _text("原因和依据", 300)
    receipt = _text("退款凭证号", 60, needed=False, hint="现金、刷卡收的当面退还，必填；网上付的原路退回，不填")


class TogetherForm(forms.Form):
    """一次领取 into somebody's hands."""

    receiver = _text("签收人", 60)
    relation = forms.ChoiceField(label="与申请人关系", choices=[(r, r) for r in RELATIONS], initial="本人")
    receiver_id = _text("签收人证件号码", 40, needed=False, hint="代领的必须核对并登记；加密保存", autocomplete="off")
    method = forms.ChoiceField(label="送达方式", choices=[(m.value, m.label) for m in BY_HAND])


class PostForm(forms.Form):
    carrier = forms.CharField(label="承运单位", max_length=40, initial="中国邮政")
    waybill = _text("运单号", 40, autocomplete="off")


class SignedForm(forms.Form):
    receiver = _text("签收人", 60)
    on = forms.DateField(label="签收日期", widget=DATE)


__all__ = ["CollectForm", "PostForm", "RefundForm", "ReturnedForm", "SignedForm", "TogetherForm"]
