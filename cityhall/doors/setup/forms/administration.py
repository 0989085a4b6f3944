"""Organs, centres, windows, staff and roles, as forms. A field is called as the act's argument is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cityhall.doors.setup.powers import CHOICES
from cityhall.organs import queries as organs
from cityhall.organs.queries import OrganView, StaffView
from cityhall.organs.terms import Desk, OrganKind, Reach, Succession


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": False})


def meant(text: str) -> int:
    """The organ somebody names by full or short name, credit code, or “#12 市样例局”."""
    found = organs.organs_called(text.split(" ", maxsplit=1)[0] if text.startswith("#") else text)
    if not found:
        raise ValidationError(f"没有找到“{text}”，请填写机构全称、简称、统一社会信用代码或 #编号", code="unknown")
    if len(found) > 1:
        listed = "、".join(f"#{o.id} {o.name}（{o.division_code[:6]}）" for o in found)
        raise ValidationError(f"有同名机构：{listed}；请填写其中一个的 #编号", code="several")
    return found[0].id


def named(organ: OrganView) -> str:
    """An organ so that `meant` finds it again, whoever shares its name."""
    return f"#{organ.id} {organ.name}"


class OrganField(forms.CharField):
    """An organ by name or code; the value is its id."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("help_text", "全称、简称、统一社会信用代码或 #编号")
        super().__init__(widget=forms.TextInput(attrs={"list": "organs", "autocomplete": "off"}), **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return meant(text) if text else None


class OrgansField(forms.CharField):
    """Several organs, one a line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=area(), help_text="每行一个：全称、简称、统一社会信用代码或 #编号", **more)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]
        return [meant(line) for line in lines]


class OrganForm(forms.Form):
    name = forms.CharField(label="全称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=40, required=False, help_text="不填则用全称")
    mark = forms.CharField(label="机关代字", max_length=20, required=False, help_text="用在文号里，如“宣市监”")
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    phone = forms.CharField(label="咨询电话", max_length=40, required=False)
    address = forms.CharField(label="地址", max_length=200, required=False)


class NewOrganForm(OrganForm):
    division_code = forms.CharField(label="行政区划代码", max_length=12, help_text="2、4、6、9 或 12 位")
    kind = forms.ChoiceField(label="类别", choices=OrganKind.choices())
    parent_id = OrganField(label="上级机构", required=False)

    field_order = [
        "name",
        "short_name",
        "kind",
        "division_code",
        "parent_id",
        "mark",
        "credit_code",
        "phone",
        "address",
    ]


class SuccessionForm(forms.Form):
    kind = forms.ChoiceField(label="变动方式", choices=Succession.choices(), widget=forms.RadioSelect)
    successors = OrgansField(label="承接机构", required=False)
    document = forms.CharField(label="依据文件", max_length=200, help_text="如机构改革方案的文号")


class CentreForm(forms.Form):
    name = forms.CharField(label="中心名称", max_length=120)
    organ_id = OrganField(label="管理单位")
    division_code = forms.CharField(label="行政区划代码", max_length=12)
    address = forms.CharField(label="地址", max_length=200, required=False)
    phone = forms.CharField(label="电话", max_length=40, required=False)
    hours = forms.CharField(label="办公时间", max_length=120, required=False)


class WindowForm(forms.Form):
    number = forms.CharField(label="窗口号", max_length=10)
    name = forms.CharField(label="名称", max_length=60, initial="综合窗口")


class EntrustForm(forms.Form):
    organ_ids = OrgansField(label="委托的机构")
    document = forms.CharField(label="委托文件", max_length=200)
    may_decide = forms.BooleanField(
        label="授权窗口当场作出决定", required=False, help_text="即办件当场办结，以委托机关名义作出"
    )


class MemberForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=60)
    post = forms.CharField(label="职务", max_length=60, required=False)
    window_id = forms.TypedChoiceField(label="所在窗口", required=False, coerce=int, empty_value=None)
    phone = forms.CharField(label="电话", max_length=20, required=False)

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["window_id"].choices = window_choices()  # type: ignore[attr-defined]


class NewMemberForm(MemberForm):
    login = forms.CharField(label="登录名", max_length=80)
    organ_id = OrganField(label="所在单位")
    password = forms.CharField(
        label="初始密码", max_length=128, strip=False, widget=forms.PasswordInput(render_value=False),
        help_text="首次登录必须修改；大写、小写、数字、符号至少三类，或不少于 20 个字符",
    )  # fmt: skip

    field_order = ["name", "login", "password", "organ_id", "post", "window_id", "phone"]


class PasswordForm(forms.Form):
    new_password = forms.CharField(
        label="新的初始密码", max_length=128, strip=False, widget=forms.PasswordInput(render_value=False),
        help_text="下次登录必须修改",
    )  # fmt: skip


class AssignForm(forms.Form):
    role_key = forms.ChoiceField(label="角色")
    reach = forms.ChoiceField(label="范围", choices=Reach.choices(), widget=forms.RadioSelect, initial=Reach.ORGAN)
    organ_id = OrganField(label="哪个单位", required=False)
    window_id = forms.TypedChoiceField(label="哪个窗口", required=False, coerce=int, empty_value=None)
    division_code = forms.CharField(label="哪个地区（区划代码）", max_length=12, required=False)
    item_group_id = forms.TypedChoiceField(
        label="限定事项组", required=False, coerce=int, empty_value=None, help_text="办件方面的权限只对组内事项有效"
    )

    def __init__(self, data: Any, member: StaffView, groups: Sequence[tuple[object, str]] = ()) -> None:
        super().__init__(data)
        self.fields["item_group_id"].choices = [("", "不限事项"), *groups]  # type: ignore[attr-defined]
        self.fields["role_key"].choices = [(key, name) for key, name, _ in organs.roles()]  # type: ignore[attr-defined]
        self.fields["window_id"].choices = window_choices("本人所在窗口")  # type: ignore[attr-defined]
        self.fields["organ_id"].help_text = f"范围为“本单位”时填；不填即{member.organ}"
        self.fields["window_id"].help_text = "范围为“窗口所服务的单位”时选；不选即本人所在窗口"
        self.fields["division_code"].help_text = "范围为“本地区各单位”时填"


class RoleForm(forms.Form):
    """`key` is asked for only once."""

    key = forms.SlugField(label="标识", max_length=40, help_text="字母、数字、下划线，设定后不改")
    name = forms.CharField(label="名称", max_length=60)
    desk = forms.ChoiceField(label="岗位", required=False, choices=[("", "没有岗位"), *Desk.choices()])
    permissions = forms.MultipleChoiceField(
        label="权限", choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    authority = forms.MultipleChoiceField(
        label="其中须有书面授权才能在窗口行使的", choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, initial: Any = None, *, known: bool = False) -> None:
        super().__init__(data, initial=initial)
        if known:
            del self.fields["key"]


def window_choices(none: str = "不在窗口") -> Sequence[tuple[object, str]]:
    return [("", none), *organs.window_names()]
