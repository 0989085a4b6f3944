"""对接系统 and its subscriptions, as forms. A field is called as the act's argument is."""

from typing import Any

from django import forms

from cityhall.exchange.terms import EventKind, Scope
from cityhall.organs import queries as organs

from .administration import OrganField, area


class ClientForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, help_text="留痕里记这个名称，如“市数据平台”")
    contact = forms.CharField(label="联系人", max_length=60)
    phone = forms.CharField(label="联系电话", max_length=40, required=False, help_text="修改时不填，保留原来的")
    role_key = forms.ChoiceField(label="服务角色", help_text="它有哪些权限；实际能用的还要在授权范围之内")
    scopes = forms.MultipleChoiceField(
        label="授权范围", choices=Scope.choices(), widget=forms.CheckboxSelectMultiple,
        help_text="只给用得到的；作出决定要单独授权",
    )  # fmt: skip
    networks = forms.CharField(
        label="来源网段", required=False, widget=area(2), help_text="每行一个，如 10.8.0.0/16；不填则不限来源"
    )
    per_minute = forms.IntegerField(label="每分钟上限", min_value=1, max_value=1_000_000, initial=600)
    per_day = forms.IntegerField(label="每日上限", min_value=1, max_value=100_000_000, initial=100_000)
    expires_on = forms.DateField(
        label="有效期至", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="不填则长期有效",
    )  # fmt: skip

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["role_key"].choices = [(key, name) for key, name, _ in organs.roles()]  # type: ignore[attr-defined]

    def clean_networks(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["networks"]).splitlines() if line.strip()]


class NewClientForm(ClientForm):
    organ_id = OrganField(label="主管单位")

    field_order = ["name", "organ_id", "contact", "phone", "role_key", "scopes"]


class SubscriptionForm(forms.Form):
    url = forms.CharField(
        label="接收地址", max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text="以 https:// 开头的完整网址；不能指向本机或内部网络，除非运维人员已放行",
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="事件", choices=EventKind.choices(), widget=forms.CheckboxSelectMultiple,
        help_text="只推送主管单位看得到的办件；内容只有编号和事件，不含个人信息",
    )  # fmt: skip


class ReplayForm(forms.Form):
    since = forms.DateTimeField(
        label="从何时起重发", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="事件编号不变，对方据此去重；填现在，则跳过积压的事件",
    )  # fmt: skip
