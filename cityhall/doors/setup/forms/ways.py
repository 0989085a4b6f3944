"""其他办理方式: what may come later, what a pledge spares, what an application does to a licence that exists."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cityhall.catalogue.terms import LicenceAct
from cityhall.deadlines.terms import Unit

from .administration import area
from .items import LIMIT_UNITS, Content, as_limit, limit_of

LIMITS = {"gaps": "容缺补正期限", "pre_review": "网上预审时限", "after_check": "事后核查期限"}
HINTS = {
    "gaps": "受理后多久以内补交；材料中勾选了“可容缺”的才可以",
    "pre_review": "不填即按默认的 2 个工作日",
    "after_check": "作出决定后多久以内核查承诺是否属实",
}


class WaysForm(forms.Form):
    """容缺、告知承诺、已有证照、联合办理、听证: each empty where the item has none."""

    licence_act = forms.ChoiceField(label="这件事是", choices=LicenceAct.choices(), widget=forms.RadioSelect,
                                    help_text="变更、延续、注销的申请要写明原证照的编号")  # fmt: skip
    joint = forms.BooleanField(
        label="统一、联合或集中办理",
        required=False,
        help_text="延长期限由本级人民政府负责人批准（行政许可法第二十六条、第四十二条第二款）",
    )
    hearing = forms.CharField(
        label="应当听证的依据",
        required=False,
        max_length=4000,
        help_text="法律、法规、规章规定实施许可应当听证的条款；没有就空着",
    )
    pledge_text = forms.CharField(
        label="承诺内容",
        required=False,
        max_length=3000,
        widget=area(5),
        help_text="申请人签字承诺的全文；不实行告知承诺就空着",
    )
    pledge_spares = forms.MultipleChoiceField(
        label="承诺后免交的材料", required=False, widget=forms.CheckboxSelectMultiple
    )
    pledge_at_once = forms.BooleanField(label="当场作出决定", required=False)
    pledge_basis = forms.CharField(label="告知承诺的依据", required=False, max_length=300)
    pledge_scope = forms.CharField(
        label="适用范围的依据", required=False, max_length=500, widget=area(2),
        help_text="内容涉及国家安全、公共安全、金融、生态环境、人身健康等而仍可适用的，写明所依据的规定",
    )  # fmt: skip

    def __init__(self, data: Any, content: Content) -> None:
        self.content = content
        pledge: Mapping[str, Any] = content.get("pledge") or {}
        initial = {key: content[key] for key in ("licence_act", "joint", "hearing") if key in content}
        initial.setdefault("licence_act", LicenceAct.NONE.value)
        initial |= {
            f"pledge_{key}": pledge[key] for key in ("text", "spares", "at_once", "basis", "scope") if key in pledge
        }
        initial |= limit_of(content, "gaps") | limit_of(content, "pre_review") | limit_of(pledge, "after_check")
        super().__init__(data, initial=initial)
        self.fields["pledge_spares"].choices = [  # type: ignore[attr-defined]
            (m["key"], m["name"]) for m in content.get("materials") or ()
        ]
        for key, label in LIMITS.items():
            self.fields[f"{key}_amount"] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=3650, help_text=HINTS[key]
            )
            self.fields[f"{key}_unit"] = forms.ChoiceField(label="单位", choices=LIMIT_UNITS, initial=Unit.WORKDAYS)
            self.fields[f"{key}_basis"] = forms.CharField(label=f"{label}的依据", required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        kept = {key: told.get(key) for key in ("licence_act", "joint", "hearing")}
        kept |= {key: as_limit(told, key) for key in ("gaps", "pre_review")}
        pledge = {key: told.get(f"pledge_{key}") for key in ("text", "spares", "at_once", "basis", "scope")}
        said = any(pledge.values())
        kept["pledge"] = {**pledge, "after_check": as_limit(told, "after_check")} if said else None
        return {"content": {**self.content, **kept}}
