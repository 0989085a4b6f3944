"""How people come in, as forms. A field is called as the act's argument is."""

from typing import Any

from django import forms

from cityhall.doors.setup.powers import CHOICES
from cityhall.kernel.accounts.terms import Kind
from cityhall.organs import queries as organs

DOORS = [(kind.value, kind.label) for kind in (Kind.STAFF, Kind.CITIZEN)]


class ProviderForm(forms.Form):
    """`key` is asked for only once. The secret is never shown again."""

    key = forms.SlugField(label="标识", max_length=39, help_text="小写字母、数字、短横线，会出现在网址里，设定后不改")
    name = forms.CharField(label="名称", max_length=40, help_text="按钮上显示为“名称＋登录”，如“省统一身份认证登录”")
    door = forms.ChoiceField(label="用于", choices=DOORS, widget=forms.RadioSelect)
    issuer = forms.CharField(
        label="签发方地址", max_length=300, help_text="issuer，以 https:// 开头；内网地址须先列入 CITYHALL_OUTGOING"
    )
    client_id = forms.CharField(label="应用标识", max_length=200, help_text="client_id")
    client_secret = forms.CharField(
        label="应用密钥", max_length=300, required=False, strip=False, widget=forms.PasswordInput(render_value=False),
        help_text="client_secret，加密保存，不再显示；已有的不改就空着",
    )  # fmt: skip
    scopes = forms.CharField(label="授权范围", max_length=200, required=False, help_text="不填即 openid profile")
    claim = forms.CharField(
        label="身份字段", max_length=60,
        help_text="工作人员：哪个字段是登录名；申请人：哪个字段是证件号码。嵌套字段用点分开",
    )  # fmt: skip
    name_claim = forms.CharField(label="姓名字段", max_length=60, required=False, help_text="申请人登录必填，如 name")
    is_open = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, data: Any, initial: Any = None, *, known: bool = False) -> None:
        super().__init__(data, initial=initial)
        if known:
            del self.fields["key"]


class RulesForm(forms.Form):
    second_roles = forms.MultipleChoiceField(
        label="须启用动态码的角色", required=False, widget=forms.CheckboxSelectMultiple
    )
    second_permissions = forms.MultipleChoiceField(
        label="有这些权限的也须启用", choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    password_days = forms.IntegerField(
        label="密码最长使用天数", required=False, help_text="30 至 3650 天；不限就空着。用统一身份登录的不受影响"
    )
    source = forms.CharField(label="依据", max_length=300, help_text="标准条款、文件名称，或本单位的决定")

    def __init__(self, data: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["second_roles"].choices = [(key, name) for key, name, _ in organs.roles()]  # type: ignore[attr-defined]
