"""What is asked at the door."""

from typing import Any

from django import forms


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label="手机号码", max_length=20, help_text="首次登录即完成注册；我们会向该手机发送 6 位验证码",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "autofocus": True}),
    )  # fmt: skip


class CodeForm(forms.Form):
    code = forms.CharField(
        label="短信验证码", max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )  # fmt: skip


class StaffForm(forms.Form):
    login = forms.CharField(
        label="用户名", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label="密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SecondForm(forms.Form):
    code = forms.CharField(
        label="动态码", max_length=20, help_text="身份验证器上的 6 位数字；手机不在身边时填恢复码",
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "one-time-code", "autofocus": True}),
    )  # fmt: skip


class FirstCodeForm(SecondForm):
    """The first code of a new secret: there is no recovery code yet."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["code"].help_text = "身份验证器上显示的 6 位数字"


class PasswordForm(forms.Form):
    old_password = forms.CharField(
        label="原密码",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="新密码", max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 位，含大写字母、小写字母、数字、符号中的三类；或不少于 20 个字符的长句",
    )  # fmt: skip
    again = forms.CharField(
        label="再输一遍新密码", max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean_again(self) -> str:
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("new_password"):
            raise forms.ValidationError("两次输入的新密码不一致，请重新输入")
        return again
