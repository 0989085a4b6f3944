"""What else is asked at the counter: how the result is wanted, which licence it is about, when it really came in."""

from datetime import datetime
from typing import Any

from django import forms

from cityhall.cases.terms import DeliveryMethod
from cityhall.kernel import clock

CHOICES = [("", "以后再定（默认窗口领取）"), *((m.value, m.label) for m in (
    DeliveryMethod.WINDOW, DeliveryMethod.MAIL, DeliveryMethod.ELECTRONIC
))]  # fmt: skip
MAILED = (("d_receiver", "请填写收件人"), ("d_phone", "请填写收件电话"), ("d_address", "请填写收件地址"))


class ExtraForm(forms.Form):
    """Everything may stay empty but what the item, the way or the hour makes necessary."""

    d_method = forms.ChoiceField(label="领取方式", choices=CHOICES, required=False)
    d_receiver = forms.CharField(label="收件人", max_length=60, required=False)
    d_phone = forms.CharField(
        label="收件电话", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    d_address = forms.CharField(label="收件地址", max_length=200, required=False)
    d_consent = forms.BooleanField(label="申请人同意电子送达", required=False)
    l_number = forms.CharField(label="证照编号", max_length=80, required=False)
    l_until = forms.DateField(
        label="有效期至", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="登记簿里有的不用填",
    )  # fmt: skip
    b_at = forms.DateTimeField(
        label="实际收件时间", required=False, input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    b_reason = forms.CharField(
        label="补录原因", max_length=300, required=False, help_text="如：停电断网，纸质收件凭证编号"
    )

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or {})
        if said.get("d_method") == DeliveryMethod.MAIL:
            for name, sentence in MAILED:
                if not said.get(name):
                    self.add_error(name, sentence)
        if said.get("d_method") == DeliveryMethod.ELECTRONIC and not said.get("d_consent"):
            self.add_error("d_consent", "选择电子送达的，请先征得申请人同意并勾选")
        return said

    def check(self, *, licence: bool, back: bool) -> bool:
        """Is what this application needs there?"""
        self.is_valid()
        if licence and not self.cleaned_data.get("l_number"):
            self.add_error("l_number", "请填写要办理的证照编号")
        if back and not self.cleaned_data.get("b_at"):
            self.add_error("b_at", "请填写实际收件的日期和时间")
        if back and not self.cleaned_data.get("b_reason"):
            self.add_error("b_reason", "请写明补录原因")
        return not self.errors

    @property
    def happened_at(self) -> datetime:
        at: datetime = self.cleaned_data["b_at"]
        return at if at.tzinfo else at.replace(tzinfo=clock.ZONE)
