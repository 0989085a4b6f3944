"""A composed page as a form: its head, and its blocks as repeatable rows, each with the fields of its kind."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.datastructures import MultiValueDict

from cityhall.catalogue import queries
from cityhall.catalogue.terms import TOPICS
from cityhall.catalogue.terms.fronts import BlockKind

from .administration import OrganField, area
from .items import lines_of
from .policies import day, item_called
from .rows import Part, Row

NUMBERED = re.compile(r"#(\d{1,18})\b")
MOST = 40
FIELDS = {
    BlockKind.BANNER: ("title", "text"),
    BlockKind.NOTICE: ("title", "text", "until"),
    BlockKind.HOT: ("title", "computed", "items"),
    BlockKind.ITEMS: ("title", "text", "items"),
    BlockKind.STAGE: ("title", "text", "items", "lines"),
    BlockKind.TOPICS: ("title", "fronts"),
    BlockKind.POLICIES: ("title", "computed", "policies"),
    BlockKind.QA: ("title", "pairs"),
    BlockKind.TEXT: ("title", "text"),
    BlockKind.CONTACT: ("title", "text"),
}
NAMES = Mapping[int, str]


class HeadForm(forms.Form):
    title = forms.CharField(label="页面名称", max_length=60)
    summary = forms.CharField(label="一句话介绍", max_length=200, required=False)


class BlockRow(Row):
    """One block; which fields it has goes by its kind."""

    kind = forms.ChoiceField(choices=BlockKind.choices(), widget=forms.HiddenInput)
    title = forms.CharField(label="标题", max_length=40, required=False)
    text = forms.CharField(
        label="文字", max_length=2000, required=False, widget=area(2), help_text="只写文字，换行照样显示"
    )
    until = day("显示到", help_text="过了这一天自动不再显示")
    computed = forms.BooleanField(label="自动选取", required=False)
    items = forms.CharField(
        label="事项", required=False, widget=area(3), help_text="每行一个：简码、完整名称或 #编号；停用的自动不显示"
    )
    fronts = forms.CharField(label="专题", required=False, widget=area(2), help_text="每行一个：专题名称或 #编号")
    policies = forms.CharField(label="政策", required=False, widget=area(2), help_text="每行一个：政策名称或 #编号")
    lines = forms.CharField(label="准备清单", required=False, widget=area(3), help_text="每行一条")
    pairs = forms.CharField(label="问答", required=False, widget=area(6), help_text="一行问、一行答，空一行再写下一个")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = self.data.get(self.add_prefix("kind")) if self.is_bound else self.initial.get("kind")
        self.block = BlockKind(told) if told in list(BlockKind) else BlockKind.TEXT
        for name in [n for n in self.fields if n not in (*FIELDS[self.block], "kind", "ORDER", "DELETE")]:
            del self.fields[name]
        if "computed" in self.fields:
            how = "按大家的搜索和点开的次数" if self.block is BlockKind.HOT else "本单位正在施行的政策"
            self.fields["computed"].help_text = f"{how}，不用逐个填"

    def clean_items(self) -> list[int]:
        return _each(self.cleaned_data["items"], item_called)

    def clean_fronts(self) -> list[int]:
        return _each(self.cleaned_data["fronts"], lambda line: _one(line, queries.columns_called(line), "专题"))

    def clean_policies(self) -> list[int]:
        return _each(self.cleaned_data["policies"], lambda line: _one(line, queries.policies_called(line), "政策"))

    def clean_pairs(self) -> list[list[str]]:
        found = []
        for part in re.split(r"\n\s*\n", self.cleaned_data["pairs"].replace("\r", "").strip()):
            ask, _, reply = part.strip().partition("\n")
            if ask and not reply.strip():
                raise forms.ValidationError(f"“{ask[:20]}”下面没有写回答")
            if ask:
                found.append([ask.strip(), reply.strip()])
        return found

    def plain(self, key: str) -> Any:
        told = {
            k: v
            for k, v in self.cleaned_data.items()
            if k not in ("ORDER", "DELETE", "key") and v not in ("", None, [])
        }
        if "lines" in told:
            told["lines"] = lines_of(told["lines"])
        if "until" in told:
            told["until"] = told["until"].isoformat()
        return told


def _each(text: str, meant: Callable[[str], int]) -> list[int]:
    return [meant(line) for line in lines_of(text)]


def _one(line: str, found: Sequence[tuple[int, str]], what: str) -> int:
    if told := NUMBERED.match(line):
        return int(told[1])
    if not found:
        raise forms.ValidationError(f"没有找到{what}“{line[:30]}”，请写完整名称或 #编号")
    return found[0][0]


PART = Part("blocks", "版块", BlockRow, "b", "个版块", "")


def shown_blocks(
    blocks: Iterable[Mapping[str, Any]], items: NAMES, fronts: NAMES, policies: NAMES
) -> list[dict[str, Any]]:
    """The blocks as their rows take them: things by number and name."""
    found = []
    for block in blocks:
        row = dict(block)
        for key, names in (("items", items), ("fronts", fronts), ("policies", policies)):
            row[key] = "\n".join(f"#{pk} {names.get(pk, '（已删除）')}" for pk in block.get(key, ()))
        row["lines"] = "\n".join(block.get("lines", ()))
        row["pairs"] = "\n\n".join(f"{ask}\n{reply}" for ask, reply in block.get("pairs", ()))
        found.append(row)
    return found


def fresh(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows to be looked at, not yet sent."""
    made = formset_factory(BlockRow, extra=0, can_order=True, can_delete=True, max_num=MOST)
    return made(initial=[dict(row) for row in rows], prefix="rows")


def rearranged(data: MultiValueDict[str, Any], more: str = "", up: str = "", down: str = "") -> Any:
    """The rows as they were typed, unchecked: one added of a kind, or one moved."""
    typed = formset_factory(BlockRow, extra=0, can_order=True, can_delete=True, max_num=MOST)(data, prefix="rows")
    rows = [
        {name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
         if name != "ORDER"}
        for form in typed.forms
    ]  # fmt: skip
    for said, way in ((up, -1), (down, 1)):
        if said.isdecimal() and 0 <= (at := int(said)) < len(rows) and 0 <= at + way < len(rows):
            rows[at], rows[at + way] = rows[at + way], rows[at]
    if more in list(BlockKind):
        rows.append({"kind": more, "title": "" if more == BlockKind.BANNER else BlockKind(more).label})
    return fresh(rows)


class NewFlagshipForm(forms.Form):
    organ_id = OrganField(label="部门")


class NewColumnForm(forms.Form):
    saying = forms.ChoiceField(
        label="人生大事或企业大事", help_text="来自“搜索 › 说法”里用途为个人或企业要办的事的词组"
    )
    title = forms.CharField(label="专题名称", max_length=60, required=False, help_text="不填则与大事同名")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        events = queries.free_events()
        field = self.fields["saying"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(who.label, [(name, name) for name, one in events if one is who]) for who in TOPICS]
