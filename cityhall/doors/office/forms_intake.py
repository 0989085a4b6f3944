"""What is filled in at the office around intake: 容缺, 告知承诺, 预审, 转送, 断网补录."""

import re
from typing import Any

from django import forms

from cityhall.cases.actions import Point
from cityhall.cases.queries import CasePage, PreReviewPage
from cityhall.cases.terms import Verdict
from cityhall.catalogue import queries as catalogue

from .forms import LONG, area

YES_NO = [("yes", "是"), ("no", "否")]
NUMBERED, CHOICES = re.compile(r"#(\d{1,18})\s*$"), 6


def chosen(value: str) -> bool:
    return value == "yes"


class GapsForm(forms.Form):
    """容缺受理: which materials come later."""

    keys = forms.MultipleChoiceField(
        label="承诺后补的材料", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="只列事项公布的可容缺材料；其余材料须已收齐并符合要求",
    )  # fmt: skip

    def __init__(self, data: Any, page: CasePage) -> None:
        late = [m for m in page.materials if m.spec.deferrable and (not m.given or m.verdict is Verdict.WRONG)]
        super().__init__(data, initial={"keys": [m.spec.key for m in late if m.spec.required]})
        self.fields["keys"].choices = [(m.spec.key, m.spec.name) for m in late]  # type: ignore[attr-defined]
        if not late:
            self.fields["keys"].help_text = "可容缺的材料都已交来，请直接受理"


class PledgeForm(forms.Form):
    """告知承诺受理: the clerk has the pledge signed first."""

    signed = forms.BooleanField(label="申请人已阅读并签署告知承诺书")

    def __init__(self, data: Any, page: CasePage) -> None:
        super().__init__(data)
        pledge = page.terms.pledge
        if pledge is not None:
            self.fields["signed"].help_text = pledge.text

    def clean(self) -> dict[str, Any]:
        super().clean()
        return {}


class KeptForm(forms.Form):
    """补交容缺材料 over the counter, looked at before."""

    keys = forms.MultipleChoiceField(
        label="已收到的材料", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="请先在材料旁“核对”收到的材料，再在这里登记",
    )  # fmt: skip

    def __init__(self, data: Any, page: CasePage) -> None:
        super().__init__(data)
        late = [(m.spec.key, m.spec.name) for m in page.materials if m.spec.deferrable]
        self.fields["keys"].choices = late  # type: ignore[attr-defined]


class ExtendPromiseForm(forms.Form):
    days = forms.IntegerField(label="延长天数", min_value=1, max_value=60, help_text="与补交期限同一单位")
    reason = forms.CharField(label="原因（不可抗力的情形）", max_length=300, widget=area())


class AfterCheckForm(forms.Form):
    """事后核查"""

    kept = forms.TypedChoiceField(label="承诺是否属实", choices=YES_NO, coerce=chosen, widget=forms.RadioSelect)
    findings = forms.CharField(
        label="核查情况", max_length=LONG, widget=area(4), help_text="不实的，记入失信记录，并建议有权决定的人撤销决定"
    )


class TransferForm(forms.Form):
    """转送"""

    to_organ = forms.CharField(
        label="转送给哪个单位", required=False, max_length=120, help_text="选了本市事项的可以不填"
    )
    item = forms.CharField(
        label="转到本市事项", required=False, max_length=120, help_text="简码或名称；填了即在该事项下收件，生成新的编号"
    )
    reason = forms.CharField(label="转送原因", max_length=300, widget=area())
    consent = forms.BooleanField(label="申请人已同意转送", required=False)

    def clean_item(self) -> int | None:
        """The one item that is meant; of several she is told which, each with a number that says it for certain."""
        text = self.cleaned_data["item"].strip()
        if not text:
            return None
        if NUMBERED.search(text):
            found = catalogue.published(int(NUMBERED.findall(text)[-1]))
            if found:
                return found.item_id
        rows = catalogue.find_short(text, None, limit=CHOICES)
        exact = [row for row in rows if text.lower() in (row.name.lower(), row.short_code)]
        if len(exact or rows) == 1:
            return (exact or rows)[0].id
        if not rows:
            raise forms.ValidationError(f"没有找到事项“{text}”，请换个简码或名称再试")
        told = "；".join(f"{row.name}（{row.organ_name}）#{row.id}" for row in rows)
        raise forms.ValidationError(f"“{text}”可能是：{told}。请填写其中一个，带上 # 和数字")

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        return {**{k: v for k, v in told.items() if k != "item"}, "item_id": told.get("item")}


class ConfirmForm(forms.Form):
    """核查补录"""

    agrees = forms.TypedChoiceField(label="补录是否属实", choices=YES_NO, coerce=chosen, widget=forms.RadioSelect)
    note = forms.CharField(
        label="核查情况", required=False, max_length=300, widget=area(), help_text="不实的须写明情况"
    )


class OpinionForm(forms.Form):
    """预审意见: a line for each material and one for the form; what stays empty is in order."""

    ready = forms.TypedChoiceField(label="是否可以提交", choices=YES_NO, coerce=chosen, widget=forms.RadioSelect)
    text = forms.CharField(
        label="预审意见", required=False, max_length=LONG, widget=area(), help_text="一次写明全部内容"
    )

    def __init__(self, data: Any, page: PreReviewPage) -> None:
        super().__init__(data)
        self.lines = [("form", "申请表"), *((m.spec.key, m.spec.name) for m in page.materials)]
        self.lines = list(dict(self.lines).items())
        missing = {m.spec.key for m in page.materials if m.spec.required and not m.given}
        for key, name in self.lines:
            self.fields[f"{key}__problem"] = forms.CharField(
                label=f"{name}：缺什么、错在哪", required=False, max_length=300, widget=area(2),
                initial="没有上传" if key in missing else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        told = [(key, name, values.pop(f"{key}__problem", "")) for key, name in self.lines]
        return {**values, "points": [Point(key, name, what) for key, name, what in told if what]}
