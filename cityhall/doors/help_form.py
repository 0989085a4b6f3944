"""帮办申请 as a form, for the person herself and for the clerk who writes it down."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cityhall.helping.actions import Asking
from cityhall.helping.terms import Group, Half, Mode, Place
from cityhall.organs import queries as organs

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HelpForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    mode = forms.ChoiceField(
        label="怎么帮", choices=Mode.choices(), widget=forms.RadioSelect, initial=Mode.HELP,
        help_text="代办须您授权：网上确认，或在代办员上门时签授权书；您随时可以撤销",
    )  # fmt: skip
    what = forms.CharField(
        label="要办什么事", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明情况，例如：孩子刚出生，想办出生登记和医保参保",
    )  # fmt: skip
    place = forms.ChoiceField(label="在哪里帮", choices=Place.choices(), widget=forms.RadioSelect, initial=Place.WINDOW)
    division_code = forms.ChoiceField(label="所在地方")
    address = forms.CharField(
        label="详细地址", max_length=200, required=False, help_text="选上门时填写；加密保存，只有上门的帮办员能看"
    )
    day = forms.DateField(label="希望哪一天", required=False, widget=DAY, help_text="工作日；电话帮办不用选")
    half = forms.ChoiceField(label="上午还是下午", choices=[("", "不选"), *Half.choices()], required=False)
    groups = forms.MultipleChoiceField(
        label="有下列情况的可以勾选（自愿）", choices=Group.choices(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="优先上门；加密保存，只有为您服务的帮办员能看，看了会留下记录",
    )  # fmt: skip

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["division_code"].choices = [("", "请选择"), *organs.localities()]  # type: ignore[attr-defined]


def asking_of(said: dict[str, Any], item: tuple[int, str] | None) -> Asking:
    """What was typed, as the room takes it."""
    return Asking(
        name=said["name"], phone=said["phone"], division_code=said["division_code"], what=said["what"],
        mode=Mode(said["mode"]), place=Place(said["place"]), item_id=item[0] if item else None,
        item_name=item[1] if item else "", address=said["address"], groups=_groups(said["groups"]),
        day=said["day"] if said["place"] != Place.PHONE else None,
        half=Half(said["half"]) if said["half"] and said["place"] != Place.PHONE else None,
    )  # fmt: skip


def _groups(said: Sequence[str]) -> tuple[Group, ...]:
    return tuple(Group(one) for one in said)
