"""What a helper fills in: few fields, for a phone at somebody's door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms

from cityhall.catalogue import queries as catalogue
from cityhall.doors.help_form import DAY, HelpForm, asking_of
from cityhall.doors.matters import matters_written
from cityhall.helping.queries import HelpPage
from cityhall.helping.terms import Channel, Half
from cityhall.kernel import clock
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.people.terms import Purpose

ACTS = {
    "accept": "接单", "decline": "退回", "book": "约定时间", "sign": "登记签字的授权书", "confirm": "请申请人网上确认授权",
    "miss": "没有见到申请人", "finish": "办结",
}  # fmt: skip
HINTS = {
    "accept": "不改时间的直接接单；要换时间，先与申请人商量好再填。", "decline": "写明原因，退给管理员另派；不写申请人的电话和证件号码。",
    "sign": "当面核对证件，请申请人看清授权内容后签字，拍照或扫描上传。申请人随时可以撤销。",
    "confirm": "申请人会收到消息，用本人账号看清内容后确认，确认以后才能代办。",
    "finish": "写清办了什么。代为提交的申请会自动列出，不用写编号。",
}  # fmt: skip
USUAL = timedelta(days=30)
asking = asking_of


class RegisterForm(HelpForm):
    channel = forms.ChoiceField(label="从哪里来", choices=[c for c in Channel.choices() if c[0] != Channel.PORTAL])
    item = forms.CharField(label="事项", max_length=200, required=False, help_text="事项全名或编码；说不准的不填")
    field_order = ("channel", "name", "phone", "mode", "item")


class _Time(forms.Form):
    day = forms.DateField(label="哪一天", widget=DAY)
    half = forms.ChoiceField(label="上午还是下午", choices=Half.choices(), widget=forms.RadioSelect)

    def __init__(self, found: HelpPage, data: Any) -> None:
        super().__init__(
            data, initial={"day": found.visit_on or found.wished_on, "half": found.visit_half or found.wished_half}
        )


class AcceptForm(forms.Form):
    day = forms.DateField(label="另约哪一天", widget=DAY, required=False)
    half = forms.ChoiceField(label="上午还是下午", choices=[("", "不改"), *Half.choices()], required=False)

    def __init__(self, found: HelpPage, data: Any) -> None:
        super().__init__(data)


def _words(name: str, label: str) -> type[forms.Form]:
    field = forms.CharField(label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    return type("WordsForm", (_Plain,), {name: field})


class _Plain(forms.Form):
    def __init__(self, found: HelpPage, data: Any) -> None:
        super().__init__(data)


class _Matters(forms.Form):
    matters = forms.CharField(
        label="授权代办的事项",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一行一个事项或一件事的名称、编码；写一件事，就是其中全部事项",
    )
    until_on = forms.DateField(label="授权到哪一天", widget=DAY)

    def __init__(self, found: HelpPage, data: Any) -> None:
        super().__init__(data, initial={"matters": found.item_name, "until_on": clock.today() + USUAL})


class SignForm(_Matters):
    name = forms.CharField(label="申请人姓名（按证件）", max_length=60, required=False)
    id_number = forms.CharField(label="身份证号码", max_length=18, required=False)
    witness = forms.CharField(label="见证人", max_length=60, help_text="签字时在场的家属、邻居或随同的工作人员")
    signed_at = forms.DateTimeField(
        label="签字时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    file = forms.FileField(
        label="授权书照片或扫描件",
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf", "capture": "environment"}),
    )  # fmt: skip

    def __init__(self, found: HelpPage, data: Any) -> None:
        super().__init__(found, data)
        self.initial["signed_at"] = clock.now().astimezone(clock.ZONE)
        if found.person_ref:
            del self.fields["name"], self.fields["id_number"]


class RevealForm(forms.Form):
    purpose = forms.ChoiceField(
        label="查看事由", choices=[("", "请选择"), *Purpose.choices()], help_text="系统会记录谁在何时为何查看"
    )
    note = forms.CharField(label="说明", max_length=100, required=False, help_text="选择“其他”时必填；不要写个人信息")


FORMS: dict[str, Callable[[HelpPage, Any], forms.Form]] = {
    "accept": AcceptForm, "decline": _words("reason", "退回的原因"), "book": _Time, "sign": SignForm, "confirm": _Matters,
    "miss": _words("what", "到场情况"), "finish": _words("result", "办理结果"),
}  # fmt: skip


def matters(written: str) -> list[tuple[int, str]]:
    """The items written a line each; those nobody knows are said again."""
    found, unknown = matters_written(written)
    if unknown:
        raise InvalidInputError(
            "helping.unknown_matters",
            f"没有找到这些事项：{'、'.join(unknown[:5])}。请写事项或一件事的全名或编码，一行一个",
            field="matters",
        )
    return found


def one_item(written: str) -> tuple[int, str] | None:
    if not written.strip():
        return None
    ids, _ = catalogue.items_written(written)
    if len(ids) != 1:
        raise InvalidInputError("helping.unknown_item", "没有找到这个事项，请写全名或编码；说不准的不填", field="item")
    return ids[0], catalogue.item_names(ids)[ids[0]][0]


def unknown_act() -> NotFoundError:
    return NotFoundError("helping.no_act", "没有这个操作，请回到申请页面重新选择")


__all__ = [
    "ACTS",
    "FORMS",
    "HINTS",
    "Channel",
    "RegisterForm",
    "RevealForm",
    "asking",
    "matters",
    "one_item",
    "unknown_act",
]
