"""What the hand-over desk asks for, act by act."""

from django import forms

from cityhall.cases.terms import DeliveryMethod

RELATIONS = ("本人", "法定代表人", "经办人", "近亲属", "受托人")
BY_HAND = (DeliveryMethod.WINDOW, DeliveryMethod.ELECTRONIC, DeliveryMethod.LEFT, DeliveryMethod.ENTRUSTED)
CHOSEN = (DeliveryMethod.WINDOW, DeliveryMethod.MAIL, DeliveryMethod.ELECTRONIC)
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _text(label: str, longest: int, *, needed: bool = True, hint: str = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=longest, required=needed, help_text=hint, widget=widget)


class DeliverForm(forms.Form):
    """送达 in person, left, entrusted or electronic."""

    method = forms.ChoiceField(
        label="送达方式", choices=[(m.value, m.label) for m in BY_HAND], initial=DeliveryMethod.WINDOW, required=False
    )  # fmt: skip
    receiver = _text("签收人", 60)
    relation = forms.ChoiceField(label="与申请人关系", choices=[(r, r) for r in RELATIONS], initial="本人")
    receiver_id = _text("签收人证件号码", 40, needed=False, hint="代领的必须核对并登记；加密保存", autocomplete="off")
    witness = _text("见证人", 120, needed=False, hint="留置送达填写；也可上传拍照、录像截图代替")
    reason = _text("采用该方式的原因", 300, needed=False, hint="留置、委托送达必填")
    note = _text("备注", 200, needed=False)

    def clean_method(self) -> str:
        return str(self.cleaned_data["method"] or DeliveryMethod.WINDOW)


class DispatchForm(forms.Form):
    carrier = forms.CharField(label="承运单位", max_length=40, initial="中国邮政")
    waybill = _text("运单号", 40, autocomplete="off")


class ArrivedForm(forms.Form):
    receiver = _text("签收人", 60)
    on = forms.DateField(label="签收日期", widget=DATE)


class ReturnedForm(forms.Form):
    reason = _text("退回原因", 300, hint="如：无人签收、地址有误、拒收")


class NoticeForm(forms.Form):
    """公告送达."""

    where = _text("公告发布在", 200, hint="网址、公告栏或报刊")
    reason = forms.CharField(
        label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="限于下落不明或者用尽其他方式：写明已用过的方式",
    )  # fmt: skip


class ChooseForm(forms.Form):
    """领取方式."""

    method = forms.ChoiceField(label="领取方式", choices=[(m.value, m.label) for m in CHOSEN])
    receiver = _text("收件人", 60, needed=False)
    phone = _text("收件电话", 20, needed=False, inputmode="tel")
    address = _text("收件地址", 200, needed=False)
    electronic_consent = forms.BooleanField(label="申请人同意电子送达", required=False)


class FeeForm(forms.Form):
    amount = _text("金额（元）", 15, needed=False, inputmode="decimal")
    receipt = _text("票据号", 60, needed=False)
    waiver = _text("免缴依据", 200, needed=False, hint="免缴的填写依据，金额和票据号留空")


class OriginalForm(forms.Form):
    """原件核验 of one material."""

    matches = forms.ChoiceField(choices=[("yes", "相符"), ("no", "不符")])
    note = forms.CharField(max_length=200, required=False)
