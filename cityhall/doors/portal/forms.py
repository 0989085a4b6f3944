"""What the portal asks. The item's own form is drawn from its fields; what fits is the rule of `cases`, not ours."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, ClassVar

from django import forms

from cityhall.cases.terms import DeliveryMethod, OwnField
from cityhall.catalogue.terms import FieldKind, FieldSpec
from cityhall.doors.components import item_form
from cityhall.kernel.errors import DomainError, InvalidInputError
from cityhall.kernel.identifiers import check_phone
from cityhall.people.terms import EntityKind, IdKind, Tie

CONTACT = "contact-number"  # no field of an item can have this key in a page: keys have no hyphen
CONTACTS = ("联系电话", "联系手机", "手机号码", "联系人电话")
GROUP = 5


class ItemForm(item_form.ItemForm):
    """The fields of an item in short groups, and the phone the city calls where the item asks for none."""

    radios = 6
    filled_in: ClassVar[Mapping[FieldKind, str]] = {FieldKind.PHONE: "tel", FieldKind.ADDRESS: "street-address"}

    def __init__(self, specs: Sequence[FieldSpec], *args: Any, contact: bool = True, **kwargs: Any) -> None:
        super().__init__(specs, *args, **kwargs)
        self.sources: dict[str, str] = {}  # where what stands in a field comes from
        self.offers: dict[str, Any] = {}  # what is known and only offered
        self.clearable = True
        self.refusal: DomainError | None = None
        self.contact_key = contact_of(specs)
        if contact and self.contact_key == CONTACT:
            self.fields[CONTACT] = forms.CharField(
                label="办理过程中联系您的电话", required=False, help_text="用来通知您补正和领取结果，请填写常用号码",
                widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get(CONTACT):
            try:
                check_phone(cleaned[CONTACT])
            except DomainError as no:
                self.add_error(CONTACT, no.message)
        return cleaned

    @property
    def contact(self) -> str:
        """The phone the city calls: the item's own field for it, or ours."""
        return str(self.cleaned_data.get(self.contact_key) or "").strip()

    def __getitem__(self, name: str) -> forms.BoundField:
        bound = super().__getitem__(name)
        bound.source = self.sources.get(name, "")  # type: ignore[attr-defined]
        bound.offer = self.offers.get(name)  # type: ignore[attr-defined]
        return bound

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Short groups in the order of the item; which fields may stay empty is marked from here on."""
        self.mark_optional()
        for title, specs in groupby(self.specs, key=lambda spec: spec.group):
            if title:
                yield title, [self[s.key] for s in specs]
            else:
                yield from self._parts(list(specs))
        if CONTACT in self.fields:
            self.fields[CONTACT].required = True
            yield "联系方式", [self[CONTACT]]

    def _parts(self, specs: Sequence[FieldSpec]) -> Iterator[tuple[str, list[forms.BoundField]]]:
        count = -(-len(specs) // GROUP)
        size = -(-len(specs) // max(count, 1))
        for n in range(count):
            part = specs[n * size : (n + 1) * size]
            yield (f"申请内容（{n + 1} / {count}）" if count > 1 else "申请内容"), [self[s.key] for s in part]


def initial_of(specs: Sequence[FieldSpec], values: Mapping[str, str], contact: str) -> dict[str, Any]:
    """Saved values as the inputs take them."""
    own = contact_of(specs)
    return {CONTACT: contact, **item_form.initial_of(specs, {**values, own: values.get(own) or contact})}


def contact_of(specs: Sequence[FieldSpec]) -> str:
    """The field of the item that asks for the contact's phone, so that nobody is asked twice; ours where it has none."""
    return next((s.key for s in specs if s.kind is FieldKind.PHONE and s.label in CONTACTS), CONTACT)


class WhoForm(forms.Form):
    """本人, or one of the entities one stands for."""

    applicant = forms.ChoiceField(label="谁来申请", widget=forms.RadioSelect)

    def __init__(self, choices: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["applicant"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)
        if len(choices) == 1:
            field.initial = choices[0][0]


class RealNameForm(forms.Form):
    name = forms.CharField(label="姓名", help_text="与证件一致", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    id_kind = forms.ChoiceField(label="证件类型", choices=IdKind.choices(), initial=IdKind.RESIDENT)
    id_number = forms.CharField(label="证件号码", widget=forms.TextInput(attrs={"autocomplete": "off"}))


class EntityForm(forms.Form):
    credit_code = forms.CharField(
        label="统一社会信用代码", help_text="营业执照或法人证书上的 18 位代码",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    name = forms.CharField(label="单位名称", help_text="与执照完全一致")
    kind = forms.ChoiceField(label="单位类型", choices=EntityKind.choices(), initial=EntityKind.COMPANY)
    tie = forms.ChoiceField(label="您是这个单位的", choices=Tie.choices(), widget=forms.RadioSelect)


WAYS = (
    (DeliveryMethod.WINDOW, "到窗口领取"),
    (DeliveryMethod.MAIL, "免费邮寄到家"),
    (DeliveryMethod.ELECTRONIC, "电子送达（在“我的办件”里下载，不再领纸质件）"),
)


class DeliveryForm(forms.Form):
    """怎样领取结果. What mail needs is the action's to ask for."""

    method = forms.ChoiceField(label="怎样领取结果", choices=WAYS, widget=forms.RadioSelect)
    receiver = forms.CharField(
        label="收件人", required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label="收件电话", required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})
    )
    address = forms.CharField(
        label="收件地址", required=False, max_length=300, help_text="写到门牌号",
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )  # fmt: skip
    electronic_consent = forms.BooleanField(
        label="我同意电子送达：文书到达我的账号就算送达",
        required=False,
        help_text="可以随时改回领纸质件，送达之后不能再改",
    )

    def mark_needed(self) -> None:
        """From here on the page shows what the chosen way needs as needed."""
        for name in ("receiver", "phone", "address", "electronic_consent"):
            self.fields[name].required = True


class HandingForm(DeliveryForm):
    """一次领取还是分别领取, and by which way."""

    handing = forms.ChoiceField(
        label="什么时候领", widget=forms.RadioSelect,
        choices=[("together", "一次领取：全部办好后一并交付"), ("apart", "分别领取：办好一件领一件")],
    )  # fmt: skip
    field_order = ("handing", "method")


OTHER = ""


class LicenceForm(forms.Form):
    """要办的证照: one of hers, or another by its number."""

    chosen = forms.ChoiceField(label="选一个您名下的证照", required=False, widget=forms.RadioSelect)
    number = forms.CharField(
        label="证照编号", required=False, max_length=80, help_text="照证照上的写，包括括号和“号”字",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    expires_on = forms.DateField(
        label="有效期至", required=False, help_text="系统里没有登记的老证照才要填",
        widget=forms.TextInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, own: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*own, (OTHER, "不在上面，自己填编号")]
        if not own:
            del self.fields["chosen"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.pop("chosen", "") or ""
        return {
            "number": chosen or cleaned.get("number", ""),
            "expires_on": None if chosen else cleaned.get("expires_on"),
        }


class AnswerForm(forms.Form):
    """补充说明 and its like: one's own words."""

    text = forms.CharField(label="您的说明", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))


class NoteForm(forms.Form):
    note = forms.CharField(
        label="想请窗口帮您看什么", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class GrievanceForm(forms.Form):
    """办不成事: what, who, and where it is known, which case or organ."""

    what = forms.CharField(
        label="什么事没有办成", max_length=4000, help_text="去过哪里、找过谁、卡在哪一步，怎么说都行",
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    wanted = forms.CharField(
        label="您希望怎么解决", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    case_number = forms.CharField(
        label="办件编号", required=False, max_length=24, help_text="已经提交过申请的，填了能更快查到",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    organ_id = forms.ChoiceField(label="哪个部门的事", required=False)
    name = forms.CharField(label="您的姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        label="联系电话", help_text="答复会发到这个号码",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip

    def __init__(self, organs: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organ_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "说不清，请大厅帮忙分派"), *organs]


class LookForm(forms.Form):
    words = forms.CharField(
        label="您的疑问", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例如：这个时间我没有办理业务，为什么要看我的电话",
    )  # fmt: skip


class CorrectionForm(forms.Form):
    field = forms.ChoiceField(label="哪一项信息", choices=[("", "请选择"), *OwnField.choices()])
    words = forms.CharField(
        label="哪里不对", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="例如：姓名里有一个字写错了。不要写证件号码、电话等原文，核实时出示证件即可",
    )  # fmt: skip


class CloseForm(forms.Form):
    sure = forms.BooleanField(label="我已了解哪些会删除、哪些会保留，确认注销")


class SolvedForm(forms.Form):
    solved = forms.ChoiceField(choices=[("yes", "解决了"), ("no", "没有解决")])


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤回原因", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class ProgressForm(forms.Form):
    number = forms.CharField(
        label="办件编号", help_text="在收件凭证上，如 990100-2026-00000001",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    code = forms.CharField(
        label="查询码", help_text="六位数字，在收件凭证和短信中",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class Tap(forms.Form):
    """A button without fields: a place for the refusal to be shown."""


class AgencyForm(forms.Form):
    """授权他人代办. A field is called as the act's argument is."""

    credit_code = forms.ChoiceField(label="以谁的名义授权", required=False)
    agent_name = forms.CharField(label="代办人姓名", max_length=60)
    agent_phone = forms.CharField(
        label="代办人手机号", max_length=20, help_text="对方登录本系统用的手机号，须已填写实名信息",
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    matters = forms.CharField(
        label="授权的事项", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个事项或一件事的名称、编码；不填是全部事项",
    )  # fmt: skip
    until_on = forms.DateField(
        label="授权截止日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), help_text="最长三年"
    )
    agreed = forms.BooleanField(
        label="我同意授权，知悉代办人在授权范围内办理的行为由委托人承担，可以随时撤销", required=False
    )

    def __init__(self, principals: Sequence[tuple[str, str]], data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["credit_code"].choices = list(principals)  # type: ignore[attr-defined]

    def refuse_matters(self, unknown: Sequence[str]) -> None:
        raise InvalidInputError(
            "portal.unknown_matters",
            f"没有找到这些事项：{'、'.join(unknown[:5])}。请写事项或一件事的全名或编码，一行一个",
            field="matters",
        )


class EndAgencyForm(forms.Form):
    reason = forms.CharField(label="原因", required=False, max_length=200)
