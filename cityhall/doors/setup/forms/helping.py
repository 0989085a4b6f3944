"""Forms of 帮办代办: the rules, a helper, giving a request to somebody, calling it off."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cityhall.catalogue import queries as catalogue
from cityhall.helping.queries import HelperRow
from cityhall.kernel.errors import InvalidInputError

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HelpRulesForm(forms.Form):
    slots = forms.IntegerField(label="每名帮办员半天最多几件")
    answer_days = forms.IntegerField(label="几个工作日内接单答复")
    days_ahead = forms.IntegerField(label="最多提前几天预约")
    mandate_days = forms.IntegerField(label="给代办员的授权最长几天")
    home_for_all = forms.BooleanField(
        label="任何人都可申请上门", required=False, help_text="不勾选的，只给说明了特殊情况的人上门"
    )
    source = forms.CharField(label="依据", max_length=300, help_text="本地帮办代办服务规定的文件名和文号，申请人会看到")


class HelperForm(forms.Form):
    """The fields both forms of a helper share."""

    phone = forms.CharField(label="办公电话", max_length=20, help_text="对外公布")
    areas = forms.CharField(
        label="片区",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="行政区划代码，一行一个，可到村（社区）",
    )
    items = forms.CharField(
        label="帮办的事项", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个事项名称或编码；不填是各类事项",
    )  # fmt: skip
    slots = forms.IntegerField(label="半天最多几件", required=False, help_text="不填的按全市规则")

    def clean_areas(self) -> list[str]:
        return str(self.cleaned_data["areas"]).split()

    def clean_items(self) -> list[int]:
        ids, unknown = catalogue.items_written(self.cleaned_data["items"])
        if unknown:
            raise forms.ValidationError(f"没有找到这些事项：{'、'.join(unknown[:5])}")
        return ids


class NewHelperForm(HelperForm):
    who = forms.ChoiceField(label="工作人员", help_text="须先有帮办代办员的角色")
    from_on = forms.DateField(label="从哪一天起", widget=DAY)
    field_order = ("who", "phone", "areas", "items", "slots", "from_on")

    def __init__(self, colleagues: Sequence[tuple[str, str]], data: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["who"].choices = [("", "请选择"), *colleagues]  # type: ignore[attr-defined]


class EndHelperForm(forms.Form):
    until_on = forms.DateField(label="从哪一天起不再帮办", widget=DAY)


class AssignForm(forms.Form):
    helper_id = forms.TypedChoiceField(label="派给谁", coerce=int)

    def __init__(self, helpers: Sequence[HelperRow], data: Any) -> None:
        super().__init__(data)
        told = [(h.view.id, f"{h.view.name}（在办 {h.load}，{'、'.join(h.view.area_names[:3])}）") for h in helpers]
        self.fields["helper_id"].choices = [("", "请选择"), *told]  # type: ignore[attr-defined]


class CancelHelpForm(forms.Form):
    reason = forms.CharField(label="取消的原因", max_length=200, help_text="申请人会看到")


def who_of(said: str) -> tuple[int, int]:
    """Organ and account, as the list of colleagues names them."""
    organ, _, account = said.partition(":")
    if not (organ.isdecimal() and account.isdecimal()):
        raise InvalidInputError("helping.not_staff", "请从本单位在岗人员中选择帮办员", field="who")
    return int(organ), int(account)
