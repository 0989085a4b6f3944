"""基本目录, as forms: an entry with what it fixes; where an item belongs; the day something is to happen."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cityhall.catalogue.terms import ApplicantKind, Fee, Level, Procedure
from cityhall.deadlines.terms import Unit

from .administration import area
from .items import LIMIT_UNITS, Content, as_limit, limit_of, lines_of

UNSAID = ("", "不统一规定")
OPTIONAL = "（可选）"
ONLINE = [UNSAID, ("yes", "可以网上办理"), ("no", "不能网上办理")]


class EntryForm(forms.Form):
    """What is left empty is not fixed: the entry above decides, or each place does."""

    base_code = forms.CharField(label="基本编码", max_length=40, help_text="12 位数字；旧代码为 2 个字母加 8 位数字")
    name = forms.CharField(label="名称", max_length=300)
    procedure = forms.ChoiceField(label="事项类型", choices=Procedure.choices())
    level = forms.ChoiceField(label="目录层级", choices=Level.choices())
    parent_code = forms.CharField(
        label="上级条目的基本编码", required=False, max_length=40, help_text="国家级条目没有上级"
    )
    source = forms.CharField(label="文件依据", max_length=300, help_text="目录的名称、文号和版本")
    law_changed_on = forms.DateField(
        label="依据最近修订日", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="这一天以前认领的，下一轮回头看会重新打开",
    )  # fmt: skip
    basis = forms.CharField(label="设定依据", required=False, max_length=4000, widget=area(2))
    conditions = forms.CharField(label="受理条件", required=False, max_length=4000, widget=area(3))
    applicants = forms.MultipleChoiceField(
        label="服务对象", choices=ApplicantKind.choices(), required=False, widget=forms.CheckboxSelectMultiple
    )
    materials = forms.CharField(
        label="材料", required=False, widget=area(6), help_text=f"每行一份；不是必须提交的，在末尾写“{OPTIONAL}”"
    )
    result_name = forms.CharField(label="审批结果", required=False, max_length=100)
    visits = forms.IntegerField(label="到现场次数（最多）", required=False, min_value=0, max_value=20)
    fee = forms.ChoiceField(label="收费", choices=[UNSAID, *Fee.choices()], required=False)
    online = forms.ChoiceField(label="网上办理", choices=ONLINE, required=False)

    def __init__(self, data: Any, content: Content, initial: Mapping[str, Any] | None = None) -> None:
        self.content = content
        told = {key: content[key] for key in ("basis", "conditions", "applicants", "visits", "fee") if key in content}
        told |= limit_of(content, "statutory") | limit_of(content, "promised")
        told["result_name"] = (content.get("result") or {}).get("name", "")
        told["online"] = {True: "yes", False: "no"}.get(content.get("online"), "")  # type: ignore[arg-type]
        told["materials"] = "\n".join(
            m["name"] + ("" if m.get("required", True) else OPTIONAL) for m in content.get("materials") or ()
        )
        super().__init__(data, initial={**told, **(initial or {})})
        for key, label in (("statutory", "法定办结时限"), ("promised", "承诺办结时限（最长）")):
            self.fields[f"{key}_amount"] = forms.IntegerField(label=label, required=False, min_value=0, max_value=3650)
            self.fields[f"{key}_unit"] = forms.ChoiceField(label="单位", choices=LIMIT_UNITS, initial=Unit.WORKDAYS)
            self.fields[f"{key}_basis"] = forms.CharField(label=f"{label}的依据", required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        kept = {key: told.get(key) for key in ("basis", "conditions", "applicants", "visits", "fee")}
        kept |= {key: as_limit(told, key) for key in ("statutory", "promised")}
        kept["result"] = (
            {**(self.content.get("result") or {}), "name": told["result_name"]} if told.get("result_name") else None
        )
        kept["online"] = {"yes": True, "no": False}.get(str(told.get("online") or ""))
        kept["materials"] = self._materials(lines_of(told.get("materials", "")))
        head = ("base_code", "name", "procedure", "level", "source", "parent_code")
        whole = {**{key: told.get(key, "") for key in head}, "content": {**self.content, **kept}}
        return {**whole, "law_changed_on": told.get("law_changed_on")}

    def _materials(self, lines: list[str]) -> list[dict[str, Any]]:
        """A line keeps what was known of its material; a new one gets a key nobody has."""
        known = {m["name"]: m for m in self.content.get("materials") or ()}
        taken = {m["key"] for m in known.values()}
        free = (f"m{n}" for n in range(1, 1000) if f"m{n}" not in taken)
        found = []
        for line in lines:
            name = line.removesuffix(OPTIONAL).strip()
            found.append(
                {**known.get(name, {"key": next(free), "name": name}), "required": not line.endswith(OPTIONAL)}
            )
        return found


class UpperForm(forms.Form):
    base_code = forms.CharField(
        label="承接的基本目录条目", required=False, max_length=40, help_text="填基本编码；留空即不承接"
    )


class RetireEntryForm(forms.Form):
    reason = forms.CharField(label="废止的原因和依据", max_length=300, widget=area(2))
