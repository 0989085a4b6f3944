"""A policy as forms: what it says, its condition as a table, its own questions; and one shared question."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from cityhall.catalogue import queries
from cityhall.catalogue.terms import FieldKind
from cityhall.catalogue.terms.conditions import ASKABLE, Ask, Op
from cityhall.catalogue.terms.policies import Held, PolicyKind

from .administration import OrganField, area
from .items import lines_of
from .rows import Part, Row

SPLIT = re.compile(r"[、,，;；|\n]+")
KINDS = [(kind.value, kind.label) for kind in ASKABLE]
DAYS = ("valid_from", "valid_to", "apply_from", "apply_to")


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more)


class PolicyForm(forms.Form):
    """What a policy says. The condition has a page of its own."""

    title = forms.CharField(label="名称", max_length=120)
    kind = forms.ChoiceField(label="给什么", choices=PolicyKind.choices())
    document = forms.CharField(label="文号", max_length=80, required=False)
    source_title = forms.CharField(label="原文标题", max_length=200, required=False)
    source_url = forms.CharField(label="原文链接", max_length=300, required=False, help_text="https:// 开头，可不填")
    audience = forms.CharField(label="适用对象", max_length=500, required=False, widget=area(2))
    gives = forms.CharField(
        label="给什么、给多少", max_length=1000, required=False, widget=area(2), help_text="一句话，放在列表里"
    )
    most = forms.CharField(label="最高金额（万元）", max_length=15, required=False, help_text="没有封顶的不填")
    summary = forms.CharField(label="内容摘要", max_length=4000, required=False, widget=area(5))
    valid_from = day("施行日期")
    valid_to = day("失效日期", help_text="长期有效的不填；过了这一天自动不再列出")
    apply_from = day("申报开始")
    apply_to = day("申报截止", help_text="随时可以申报的不填")
    automatic = forms.BooleanField(label="免申即享", required=False, help_text="不用申报，部门比对后直接兑现")
    item = forms.CharField(
        label="申报事项", max_length=300, required=False, help_text="简码、完整名称或 #编号；免申即享的不填"
    )
    contact = forms.CharField(label="联系方式", max_length=200, required=False)

    def __init__(self, data: Any, content: Mapping[str, Any], item_name: str = "") -> None:
        self.content = content
        held = dict(content)
        if content.get("item_id"):
            held["item"] = f"#{content['item_id']} {item_name}"
        super().__init__(data, initial=held)

    def clean_item(self) -> int:
        return item_called(self.cleaned_data["item"])

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        days = {key: told[key].isoformat() if told.get(key) else "" for key in DAYS}
        kept = {k: v for k, v in told.items() if k not in (*DAYS, "item", "organ_id")}
        content = {**self.content, **kept, **days, "item_id": told.get("item") or 0}
        return {"content": content, **({"organ_id": told.get("organ_id")} if "organ_id" in self.fields else {})}


class NewPolicyForm(PolicyForm):
    organ_id = OrganField(label="发文单位")

    field_order = ("organ_id", "title", "kind")


def item_called(text: str) -> int:
    """The item somebody means by `#12 …`, a short code or a name; 0 for nothing."""
    text = text.strip()
    if not text:
        return 0
    if found := re.match(r"#(\d{1,18})\b", text):
        return int(found[1])
    ids = queries.item_ids(text, limit=1)
    if not ids:
        raise forms.ValidationError(f"没有找到“{text[:30]}”，请写事项的简码、完整名称或 #编号")
    return ids[0]


class ClauseRow(Row):
    """One comparison; those of one line hold together, and one line is enough."""

    line = forms.IntegerField(label="第几行", min_value=1, max_value=40, initial=1)
    about = forms.ChoiceField(label="情况")
    op = forms.ChoiceField(label="比较", choices=Op.choices())
    values = forms.CharField(label="取值", max_length=600)

    def plain(self, key: str) -> Any:
        told = self.cleaned_data
        values = [value.strip() for value in SPLIT.split(told["values"]) if value.strip()]
        return told["line"], {"key": told["about"], "op": told["op"], "values": values}


def clause_part(asks: Sequence[Ask]) -> Part:
    """The condition table over these questions."""
    choices = [(ask.key, ask.label + (f"（{ask.unit}）" if ask.unit else "")) for ask in asks]
    row = type("ClauseRowOfAsks", (ClauseRow,), {"about": forms.ChoiceField(label="情况", choices=choices)})
    return Part("condition", "享受条件", row, "c", "个条件", "")


def flat(condition: Sequence[Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """The condition as rows of the table."""
    return [
        {"line": n, "about": clause["key"], "op": clause["op"], "values": "、".join(clause["values"])}
        for n, row in enumerate(condition, 1) for clause in row
    ]  # fmt: skip


def nested(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> list[list[Mapping[str, Any]]]:
    """The table as a condition, and where each of its rows went."""
    lines = sorted({line for line, _ in rows})
    return [[clause for line, clause in rows if line == wanted] for wanted in lines]


class AskRow(Row):
    """A question only this policy asks."""

    label = forms.CharField(label="问题", max_length=100)
    kind = forms.ChoiceField(label="类型", choices=KINDS, initial=FieldKind.YES_NO)
    choices = forms.CharField(label="选项", required=False, max_length=600, help_text="单选、多选时填，用顿号隔开")
    unit = forms.CharField(label="单位", required=False, max_length=10)
    hint = forms.CharField(label="说明", required=False, max_length=300)

    def plain(self, key: str) -> Any:
        told = super().plain(key)
        return {**told, "choices": [c.strip() for c in SPLIT.split(told["choices"]) if c.strip()]}

    @classmethod
    def shown(cls, row: Any) -> dict[str, Any]:
        return {**row, "choices": "、".join(row.get("choices", ()))}


ASKS = Part("asks", "自有问题", AskRow, "q", "个问题", "共用的企业情况里没有的，才在这里加；体检时只在需要时问。")


class FactForm(forms.Form):
    """One shared question."""

    label = forms.CharField(label="问题", max_length=100)
    kind = forms.ChoiceField(label="类型", choices=KINDS)
    choices = forms.CharField(label="选项", required=False, widget=area(4), help_text="单选、多选时填，每行一个")
    unit = forms.CharField(label="单位", required=False, max_length=10)
    hint = forms.CharField(label="说明", required=False, max_length=300, widget=area(2))
    held = forms.ChoiceField(
        label="预填来源", choices=Held.choices(), required=False, help_text="从单位登记信息带入，不用再问"
    )
    active = forms.BooleanField(label="使用中", required=False, initial=True)

    def __init__(self, data: Any, ask: Ask | None = None, **held: Any) -> None:
        self.ask = ask
        initial: dict[str, Any] = {"active": True, **held}
        if ask is not None:
            initial |= {
                "label": ask.label, "kind": ask.kind.value, "choices": "\n".join(ask.choices), "unit": ask.unit, "hint": ask.hint,
            }  # fmt: skip
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        content = {k: told.get(k, "") for k in ("label", "kind", "unit", "hint")}
        content["choices"] = lines_of(told.get("choices", ""))
        if self.ask is not None:
            content["when"] = [
                [{"key": c.key, "op": c.op.value, "values": list(c.values)} for c in row] for row in self.ask.when
            ]
        kept = {"content": content, "held": told.get("held", ""), "active": bool(told.get("active"))}
        return {**kept, "key": told["key"], "new": True} if "key" in told else kept


class NewFactForm(FactForm):
    key = forms.CharField(label="标识", max_length=30, help_text="小写字母、数字和下划线，定下后不改，如 export_value")

    field_order = ("key", "label")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因和依据", max_length=300, widget=area(2))
