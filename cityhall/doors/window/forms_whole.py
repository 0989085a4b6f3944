"""What the window asks about a 一件事 besides its own form."""

from django import forms

from cityhall.cases.terms import DeliveryMethod
from cityhall.joint.terms import Handing

WAYS = (
    (DeliveryMethod.WINDOW, "窗口领取"), (DeliveryMethod.MAIL, "免费邮寄"), (DeliveryMethod.ELECTRONIC, "电子送达"),
)  # fmt: skip


class HandingForm(forms.Form):
    """领取: together or as they come, by which way. What mail needs is the action's to ask for."""

    handing = forms.ChoiceField(label="一次还是分别", choices=Handing.choices(), widget=forms.RadioSelect)
    method = forms.ChoiceField(label="怎样领取", choices=WAYS, widget=forms.RadioSelect)
    receiver = forms.CharField(label="收件人", required=False, max_length=60)
    phone = forms.CharField(
        label="收件电话", required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    address = forms.CharField(label="收件地址", required=False, max_length=200)
    electronic_consent = forms.BooleanField(label="申请人同意以电子方式送达", required=False)
