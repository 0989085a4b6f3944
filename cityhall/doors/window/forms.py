"""What the window asks for. Whether it is right is for the rooms to say; here is only what cannot be left out."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cityhall.kernel.errors import DomainError
from cityhall.kernel.identifiers import check_phone
from cityhall.people.terms import EntityKind, IdKind, Purpose

LINES = forms.Textarea(attrs={"rows": 3})
RELATIONS = ("本人", "法定代表人", "经办人", "近亲属", "受托人")


class WhoForm(forms.Form):
    """Who stands at the window: one number, of a person or of an entity."""

    number = forms.CharField(
        label="证件号码 / 统一社会信用代码", required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "data-key": "Alt+w"}),
    )  # fmt: skip
    id_kind = forms.ChoiceField(label="证件类型", choices=IdKind.choices(), initial=IdKind.RESIDENT, required=False)


class NewPersonForm(forms.Form):
    new_name = forms.CharField(label="姓名（与证件一致）", max_length=60)
    new_phone = forms.CharField(label="联系电话", required=False, max_length=20)
    new_address = forms.CharField(label="住址", required=False, max_length=200)


class NewEntityForm(forms.Form):
    new_name = forms.CharField(label="单位名称（与执照一致）", max_length=120)
    new_kind = forms.ChoiceField(label="单位类型", choices=EntityKind.choices(), initial=EntityKind.COMPANY)
    new_representative = forms.CharField(label="法定代表人（负责人）", required=False, max_length=60)
    new_address = forms.CharField(label="住所", required=False, max_length=200)
    new_phone = forms.CharField(label="联系电话", required=False, max_length=20)


class AgentForm(forms.Form):
    """Who speaks for the applicant, and how she is reached."""

    agent = forms.CharField(label="经办人", required=False, max_length=60)
    phone = forms.CharField(
        label="联系电话", required=False, max_length=20, help_text="不填则用登记的电话",
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"]).strip()
        try:
            return check_phone(phone) if phone else ""
        except DomainError as no:
            raise forms.ValidationError(no.message) from no


class CheckForm(forms.Form):
    """核对一份材料."""

    verdict = forms.CharField()
    problem = forms.CharField(required=False, max_length=300)
    original_seen = forms.BooleanField(required=False)
    copies = forms.IntegerField(required=False, min_value=0, max_value=99)

    def clean_copies(self) -> int:
        return self.cleaned_data["copies"] or 0


class ReferForm(forms.Form):
    note_text = forms.CharField(
        label="请部门判断的问题",
        max_length=500,
        widget=LINES,
        help_text="写清疑点和材料；部门当日答复，告知期限照常计算",
    )


class CorrectForm(forms.Form):
    """What was mended, on which material; the fields of the item stand beside it."""

    what = forms.CharField(label="更正了什么", max_length=200, help_text="如：补签名、更正门牌号；由申请人确认")
    key = forms.ChoiceField(label="涉及的材料", required=False)

    def __init__(self, materials: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "只更正申请表"), *materials]


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤回原因", max_length=200, widget=LINES, help_text="由申请人当面提出并在撤回确认书上签字；原件当场退还"
    )


class VoidForm(forms.Form):
    reason = forms.CharField(label="作废原因", max_length=200, widget=LINES, help_text="仅限重复申请或误录")
    instead = forms.CharField(label="保留的办件编号", required=False, max_length=24)


class RevealForm(forms.Form):
    field = forms.ChoiceField(label="查看哪一项")
    purpose = forms.ChoiceField(
        label="事由",
        choices=[("", "请选择"), *Purpose.choices()],
        help_text="将记入日志，申请人可以看到谁在何时因何查看",
    )
    note = forms.CharField(
        label="说明", max_length=100, required=False, help_text="选择“其他”时必填；不要写证件号码、电话等个人信息"
    )

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["field"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class Tap(forms.Form):
    """A button without fields: a place for the refusal to be shown."""
