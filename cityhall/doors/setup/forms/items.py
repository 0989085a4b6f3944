"""An item's own words, and what its version says apart from its lists."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cityhall.catalogue.terms import ApplicantKind, Fee, Pace, Procedure
from cityhall.deadlines.terms import Unit

from .administration import OrganField, area

LIMIT_UNITS = [(u.value, u.label) for u in Unit if u is not Unit.WORK_HOURS]
TEXTS = ("fee_note", "summary", "conditions", "basis", "address", "hours", "phone", "supervise_phone")
RESULT: Mapping[str, Any] = {
    "name": "", "kind": "", "validity": "", "sample": "", "months": 0, "mark": "", "retention": "",
    "renewal": "", "area": "",
}  # fmt: skip
Content = Mapping[str, Any]


class NameForm(forms.Form):
    name = forms.CharField(label="事项名称", max_length=300)
    procedure = forms.ChoiceField(
        label="事项类型", choices=Procedure.choices(), help_text="决定适用的办理规则和决定用语"
    )
    short_code = forms.CharField(label="简码", max_length=12, required=False, help_text="窗口快速查找用，字母和数字")
    base_code = forms.CharField(label="基本编码", max_length=40, required=False, help_text="12 位数字")
    handling_code = forms.CharField(
        label="业务办理项编码", max_length=50, required=False, help_text="33 位：实施编码 31 位加两位顺序号"
    )
    local_item_code = forms.CharField(
        label="地方（旧）实施编码", max_length=64, required=False, help_text="旧代 24 位以内"
    )
    local_base_code = forms.CharField(
        label="地方（旧）基本编码", max_length=40, required=False, help_text="旧代 10 位，如 XK12345001"
    )
    group = forms.CharField(label="主项名称", max_length=300, required=False)


class NewItemForm(NameForm):
    organ_id = OrganField(label="实施单位")
    item_code = forms.CharField(label="实施编码", max_length=64)

    field_order = ["name", "organ_id", "item_code", "procedure", "short_code", "base_code", "handling_code", "group"]


class DayForm(forms.Form):
    """The day something is to happen; left empty, it happens now."""

    on = forms.DateField(
        label="定期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="填了日期，到那一天零点后自动执行；不填就是现在",
    )  # fmt: skip


class PublishForm(DayForm):
    note = forms.CharField(
        label="本次改了什么", max_length=300, required=False, widget=area(2), help_text="写进版本历史"
    )


class RetireForm(DayForm):
    reason = forms.CharField(label="停用的原因和依据", max_length=300, widget=area(2))

    field_order = ["reason", "on"]


def limit_of(content: Content, key: str) -> dict[str, Any]:
    """A limit as three fields."""
    told = content.get(key) or {}
    return {f"{key}_{part}": told.get(part) for part in ("amount", "unit", "basis") if told.get(part) not in (None, "")}


def as_limit(values: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Three fields as a limit; none where neither amount nor 即时 was given."""
    unit, amount = values.get(f"{key}_unit"), values.get(f"{key}_amount")
    if unit != Unit.INSTANT and amount is None:
        return None
    return {"amount": amount or 0, "unit": unit or Unit.WORKDAYS.value, "basis": values.get(f"{key}_basis") or ""}


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class FactsForm(forms.Form):
    """要点、时限、指南文字: everything of a version but its lists. Cleaned, it is the whole content, merged."""

    pace = forms.ChoiceField(label="办件类型", choices=Pace.choices(), widget=forms.RadioSelect, initial=Pace.PROMISED)
    applicants = forms.MultipleChoiceField(
        label="服务对象", choices=ApplicantKind.choices(), required=False, widget=forms.CheckboxSelectMultiple
    )
    statutory_amount = forms.IntegerField(label="法定办结时限", required=False, min_value=0, max_value=3650)
    statutory_unit = forms.ChoiceField(label="单位", choices=LIMIT_UNITS, initial=Unit.WORKDAYS)
    statutory_basis = forms.CharField(
        label="法定时限依据", required=False, max_length=300, help_text="法律法规的条款；法律未规定的也请写明"
    )
    promised_amount = forms.IntegerField(label="承诺办结时限", required=False, min_value=0, max_value=3650)
    promised_unit = forms.ChoiceField(label="单位", choices=LIMIT_UNITS, initial=Unit.WORKDAYS)
    promised_basis = forms.CharField(label="承诺依据", required=False, max_length=300)
    result_name = forms.CharField(
        label="审批结果", required=False, max_length=100, help_text="办成后给申请人什么，如“食品经营许可证”"
    )
    result_kind = forms.CharField(
        label="结果类型", required=False, max_length=20, initial="证照", help_text="证照、批文、证明或其他"
    )
    result_validity = forms.CharField(label="有效期", required=False, max_length=200)
    result_sample = forms.CharField(label="样本说明", required=False, max_length=500)
    result_months = forms.IntegerField(
        label="有效期月数",
        min_value=0,
        max_value=1200,
        initial=0,
        help_text="自决定之日起算，到期日据此计算；0 为不计算",
    )
    result_mark = forms.CharField(label="证号前缀", required=False, max_length=20, help_text="不填则用实施单位的简称")
    result_retention = forms.CharField(label="保管期限", required=False, max_length=20, initial="30 年")
    result_renewal = forms.CharField(
        label="延续要求", required=False, max_length=500, help_text="如“有效期届满三十日前申请延续”"
    )
    result_area = forms.CharField(label="适用地域范围", required=False, max_length=200)
    online = forms.BooleanField(label="可以网上办理", required=False, initial=True)
    visits = forms.IntegerField(label="到现场次数", min_value=0, max_value=20, initial=0)
    fee = forms.ChoiceField(label="收费", choices=Fee.choices(), widget=forms.RadioSelect, initial=Fee.NONE)
    fee_note = forms.CharField(
        label="收费说明", required=False, max_length=4000, widget=area(2), help_text="项目、标准和依据"
    )
    summary = forms.CharField(
        label="简介", required=False, max_length=4000, widget=area(2), help_text="一两句话说清这件事是什么"
    )
    conditions = forms.CharField(label="受理条件", required=False, max_length=4000, widget=area(4))
    basis = forms.CharField(label="设定依据", required=False, max_length=4000, widget=area(2))
    address = forms.CharField(label="办理地点", required=False, max_length=4000)
    hours = forms.CharField(label="办理时间", required=False, max_length=4000)
    phone = forms.CharField(label="咨询电话", required=False, max_length=4000)
    supervise_phone = forms.CharField(label="监督电话", required=False, max_length=4000)
    keywords = forms.CharField(
        label="俗称", required=False, widget=area(2), help_text="群众怎么叫这件事，每行一个，只用于搜索"
    )

    def __init__(self, data: Any, content: Content) -> None:
        self.content = content
        result = content.get("result") or {}
        initial = {
            key: content[key] for key in ("pace", "applicants", "online", "visits", "fee", *TEXTS) if key in content
        }
        initial |= limit_of(content, "statutory") | limit_of(content, "promised")
        initial |= {f"result_{part}": result[part] for part in RESULT if part in result}
        initial["keywords"] = "\n".join(content.get("keywords", ()))
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        kept = {key: told.get(key) for key in ("pace", "applicants", "online", "visits", "fee", *TEXTS)}
        kept["keywords"] = lines_of(told.get("keywords", ""))
        result = {part: told.get(f"result_{part}") or empty for part, empty in RESULT.items()}
        kept["result"] = result if result["name"] else None
        limits = {key: as_limit(told, key) for key in ("statutory", "promised")}
        return {"content": {**self.content, **kept, **limits}}
