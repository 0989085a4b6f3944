"""The lists of an item's version as repeatable rows: materials, form fields, review steps, questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.datastructures import MultiValueDict

from cityhall.catalogue import queries
from cityhall.catalogue.terms import Cause, FieldKind, MaterialForm, Reuse
from cityhall.deadlines.terms import Unit
from cityhall.organs.terms import Desk

from .administration import OrganField, area
from .decisions import ASK_KINDS, LINE_HINT
from .items import LIMIT_UNITS, as_limit, limit_of, lines_of

MOST = 200


class Row(forms.Form):
    """One row. `plain` gives it as the content has it; `shown` the other way round."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def plain(self, key: str) -> Any:
        told = {k: v for k, v in self.cleaned_data.items() if k not in ("ORDER", "DELETE")}
        return {**told, "key": told.get("key") or key}

    @classmethod
    def shown(cls, row: Any) -> dict[str, Any]:
        return dict(row)


class MaterialRow(Row):
    name = forms.CharField(label="材料名称", max_length=200)
    form = forms.ChoiceField(label="形式", choices=MaterialForm.choices(), initial=MaterialForm.ELECTRONIC)
    copies = forms.IntegerField(label="份数", min_value=1, max_value=99, initial=1)
    required = forms.BooleanField(label="必须提交", required=False, initial=True)
    deferrable = forms.BooleanField(label="可容缺", required=False)
    original_later = forms.BooleanField(label="出件时核验原件", required=False)
    source = forms.CharField(label="来源", max_length=100, required=False, initial="申请人自备")
    standard = forms.CharField(label="受理标准", max_length=1000, required=False, widget=area(1))
    hint = forms.CharField(label="填报须知", max_length=1000, required=False, widget=area(1))
    basis = forms.CharField(label="依据", max_length=500, required=False)
    size = forms.CharField(label="规格", max_length=60, required=False)
    blank = forms.CharField(label="空白表", max_length=300, required=False)
    standard_code = forms.CharField(label="标准材料", required=False, widget=forms.TextInput(attrs={"list": "shelf"}))


class FieldRow(Row):
    label = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类型", choices=FieldKind.choices(), initial=FieldKind.TEXT)
    max_length = forms.IntegerField(label="最多字数", min_value=1, max_value=5000, initial=200)
    required = forms.BooleanField(label="必填", required=False, initial=True)
    personal = forms.BooleanField(label="个人信息", required=False, help_text="加密保存，显示时遮盖")
    choices = forms.CharField(label="选项", required=False, widget=area(1), help_text="单选、多选时填，每行一个")
    hint = forms.CharField(label="填写提示", max_length=300, required=False)
    group = forms.CharField(label="分组", max_length=40, required=False, help_text="相邻的同组内容放在一个标题下")
    unit = forms.CharField(label="单位", max_length=10, required=False, help_text="数字的单位，如人、平方米")
    least = forms.CharField(label="最小", max_length=30, required=False, help_text="数字或日期")
    most = forms.CharField(label="最大", max_length=30, required=False)
    standard = forms.CharField(label="标准字段", required=False, widget=forms.TextInput(attrs={"list": "shelf"}))
    reuse = forms.ChoiceField(label="复用规则", choices=Reuse.choices(), initial=Reuse.AUTO, required=False)

    def plain(self, key: str) -> Any:
        return {**super().plain(key), "choices": lines_of(self.cleaned_data.get("choices", ""))}

    @classmethod
    def shown(cls, row: Any) -> dict[str, Any]:
        return {**row, "choices": "\n".join(row.get("choices", ()))}


class AskRow(Row):
    label = forms.CharField(label="问题", max_length=100)
    kind = forms.ChoiceField(label="答案", choices=ASK_KINDS, initial=FieldKind.CHOICE)
    choices = forms.CharField(label="选项", required=False, widget=area(2), help_text="单选、多选时填，每行一个")
    unit = forms.CharField(label="单位", max_length=10, required=False, help_text="答案是数字时填，如平方米")
    hint = forms.CharField(label="说明", max_length=300, required=False, help_text="用群众听得懂的话")
    line = forms.CharField(label="提问条件", max_length=500, required=False, help_text=LINE_HINT)
    personal = forms.BooleanField(label="个人信息", required=False, help_text="加密保存，显示时遮盖")

    def plain(self, key: str) -> Any:
        return {**super().plain(key), "choices": lines_of(self.cleaned_data.get("choices", ""))}

    @classmethod
    def shown(cls, row: Any) -> dict[str, Any]:
        return {**row, "choices": "\n".join(row.get("choices", ()))}


class StepRow(Row):
    name = forms.CharField(label="环节名称", max_length=40)
    desk = forms.ChoiceField(label="岗位", choices=Desk.choices(), initial=Desk.REVIEW)
    order = forms.IntegerField(label="第几步", min_value=1, max_value=50, initial=1, help_text="相同的同时进行")
    limit_amount = forms.IntegerField(label="时限", required=False, min_value=1, max_value=3650)
    limit_unit = forms.ChoiceField(label="单位", choices=LIMIT_UNITS, initial=Unit.WORKDAYS)
    decides = forms.BooleanField(label="作出决定", required=False, help_text="只有最后一步")
    visit = forms.BooleanField(label="现场核查", required=False, help_text="两名以上人员到场（行政许可法第三十四条）")
    organ_id = OrganField(label="由哪个单位办", required=False, help_text="不填即实施单位")
    checks = forms.CharField(label="审查要点", required=False, widget=area(2), help_text="每行一条")

    def plain(self, key: str) -> Any:
        told = super().plain(key)
        limit = as_limit(told, "limit")
        kept = {k: told[k] for k in ("key", "name", "desk", "order", "decides", "visit")}
        return {
            **kept,
            "limit": limit,
            "organ_id": told.get("organ_id") or 0,
            "checks": lines_of(told.get("checks", "")),
        }

    @classmethod
    def shown(cls, row: Any) -> dict[str, Any]:
        organ = row.get("organ_id") or 0
        return {
            **row,
            **limit_of(row, "limit"),
            "checks": "\n".join(row.get("checks", ())),
            "organ_id": f"#{organ}" if organ else "",
        }


class SpecialRow(Row):
    cause = forms.ChoiceField(label="种类", choices=Cause.choices(), initial=Cause.EXPERTS)
    days = forms.IntegerField(
        label="所需工作日", min_value=1, max_value=365, initial=10, help_text="书面告知申请人的时间"
    )
    statutory = forms.BooleanField(
        label="停止法定时限",
        required=False,
        initial=True,
        help_text="只有行政许可法第四十五条所列的八种可以；其余只暂停承诺时限",
    )
    basis = forms.CharField(label="依据", max_length=300, help_text="要求这一程序的法律法规条款")

    def plain(self, key: str) -> Any:
        return {name: self.cleaned_data[name] for name in ("cause", "days", "statutory", "basis")}


class ChargeRow(Row):
    name = forms.CharField(label="收费项目", max_length=100)
    standard = forms.CharField(label="收费标准", max_length=500, required=False)
    basis = forms.CharField(label="收费依据", max_length=500, required=False)
    reducible = forms.BooleanField(label="可减免", required=False)
    reduction = forms.CharField(label="减免说明", max_length=500, required=False, widget=area(1))

    def plain(self, key: str) -> Any:
        return {name: self.cleaned_data[name] for name in ("name", "standard", "basis", "reducible", "reduction")}


class QuestionRow(Row):
    ask = forms.CharField(label="问", max_length=300)
    reply = forms.CharField(label="答", max_length=2000, widget=area(2))

    def plain(self, key: str) -> Any:
        return [self.cleaned_data["ask"], self.cleaned_data["reply"]]

    @classmethod
    def shown(cls, row: Any) -> dict[str, Any]:
        return {"ask": row[0], "reply": row[1]}


@dataclass(frozen=True)
class Part:
    """One list of the content: its name, the row's form, how a new key begins, and the words about it."""

    name: str
    label: str
    row: type[Row]
    letter: str
    one: str
    hint: str


PARTS = {
    part.name: part
    for part in (
        Part(
            "materials",
            "材料",
            MaterialRow,
            "m",
            "份材料",
            "逐项写明，不用“其他材料”之类的兜底条款。可容缺：承诺期限内补交，可以先受理。出件时核验原件（先审后验）：凭上传件办理，领取结果时再看原件。",
        ),
        Part(
            "asks",
            "情形问题",
            AskRow,
            "q",
            "个问题",
            "先问几个问题，按回答只要该要的材料、只填该填的内容；哪种回答要什么，在“情形决策表”里定。",
        ),
        Part("fields", "表单", FieldRow, "f", "个填写项", "证件号、电话、地址一律按个人信息加密。"),
        Part("steps", "审查环节", StepRow, "s", "个环节", "按“第几步”的顺序进行，最后一步作出决定。"),
        Part(
            "specials",
            "特别程序",
            SpecialRow,
            "x",
            "种程序",
            "进行这些程序所需的时间不计入办理期限，要书面告知申请人。",
        ),
        Part("charges", "收费项目", ChargeRow, "c", "个项目", "没有法律法规依据的不得收费（行政许可法第五十八条）。"),
        Part("questions", "常见问题", QuestionRow, "q", "个问题", "用群众的话问，用群众听得懂的话答。"),
    )
}
Rows: TypeAlias = "BaseFormSet[Row]"


def rows_of(part: Part) -> type[Rows]:
    return formset_factory(part.row, extra=0, can_order=True, can_delete=True, max_num=MOST, validate_max=True)


def unbound(part: Part, content: Mapping[str, Any]) -> Rows:
    """The rows as the content has them; where there are none, a blank one."""
    rows = content.get(part.name) or ()
    if part.row is AskRow:
        rows = [{**row, "line": queries.line_of(row.get("when") or (), rows)} for row in rows]
    initial = [part.row.shown(row) for row in rows]
    return _fresh(part, initial, 0 if initial else 1)


def with_one_more(part: Part, data: MultiValueDict[str, Any]) -> Rows:
    """The rows as they were typed, unchecked, and a new one."""
    initial, blank = _typed(part, data)
    return _fresh(part, initial, blank + 1)


def shifted(part: Part, data: MultiValueDict[str, Any], place: int, by: int) -> Rows:
    """The rows as they were typed, unchecked, one of them moved up or down; numbered anew."""
    initial, blank = _typed(part, data)
    onto = place + by
    if 0 <= place < len(initial) and 0 <= onto < len(initial):
        initial[place], initial[onto] = initial[onto], initial[place]
    return _fresh(part, [{k: v for k, v in row.items() if k != "ORDER"} for row in initial], blank)


def _typed(part: Part, data: MultiValueDict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """What stands in the rows, and how many of them are blank."""
    typed = rows_of(part)(data, prefix="rows")
    filled = [form for n, form in enumerate(typed.forms) if n < typed.initial_form_count() or form.has_changed()]
    initial = [
        {name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()}
        for form in filled
    ]
    return initial, len(typed.forms) - len(filled)


def _fresh(part: Part, initial: Sequence[Mapping[str, Any]], blank: int) -> Rows:
    made = formset_factory(part.row, extra=blank, can_order=True, can_delete=True, max_num=MOST)
    return made(initial=[dict(row) for row in initial], prefix="rows")


def kept_forms(rows: Rows) -> list[Row]:
    """The rows that stay, in the order asked for; new ones left blank do not count."""
    kept = [
        (form.cleaned_data.get("ORDER") or MOST, n, form)
        for n, form in enumerate(rows.forms)
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]
    return [form for _, _, form in sorted(kept, key=lambda entry: entry[:2])]


def content_with(part: Part, content: Mapping[str, Any], forms_: Sequence[Row]) -> dict[str, Any]:
    """The content with these rows in place of its own; a new row gets a key nobody has."""
    taken = {form.cleaned_data.get("key") for form in forms_}
    free = (f"{part.letter}{n}" for n in range(1, 10_000) if f"{part.letter}{n}" not in taken)
    plain = [form.plain(form.cleaned_data.get("key") or next(free)) for form in forms_]
    if part.row is AskRow:
        plain = queries.asks_written(plain)
    if part.row in (MaterialRow, FieldRow):  # what the row does not show stays as it is
        had = {row["key"]: row for row in content.get(part.name) or ()}
        plain = [{**had.get(row["key"], {}), **row} for row in plain]
    return {**content, part.name: plain}
