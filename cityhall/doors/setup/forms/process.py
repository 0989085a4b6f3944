"""流程体检 as forms: a proposal for an item's steps, one row a step; a standard; why something is adopted or given up."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from cityhall.catalogue.terms import Severity, StepEdit, StepSpec
from cityhall.deadlines.terms import Unit

from .administration import area

UNITS = [("", "单位不变"), (Unit.WORKDAYS, "个工作日"), (Unit.DAYS, "个自然日")]
SEVERITIES = [*Severity.choices(), ("", "不检查")]
MOST_STEPS, MOST_AMOUNT = 50, 3650


class ProposalForm(forms.Form):
    """Each step's row is `drop`, `into`, `order`, `amount`, `unit` with the number of its place. A field left as the step is
    proposes nothing."""

    title = forms.CharField(
        label="方案名称", max_length=100, required=False, help_text="保存方案时填，如：复审与勘验并行"
    )
    note = forms.CharField(label="说明", max_length=1000, required=False, widget=area(3))

    def __init__(
        self, data: Any, steps: Sequence[StepSpec], edits: Sequence[StepEdit] = (), initial: Any = None
    ) -> None:  # fmt: skip
        self.steps = steps
        said = {e.key: e for e in edits}
        super().__init__(data, initial={**(initial or {}), **self._as_it_is(said)})
        for n, step in enumerate(steps):
            others = [("", "—"), *((s.key, s.name) for s in steps if s.key != step.key and s.organ_id == step.organ_id)]
            label = f"第 {n + 1} 个环节“{step.name}”"
            self.fields[f"key_{n}"] = forms.CharField(widget=forms.HiddenInput, required=False)
            self.fields[f"drop_{n}"] = forms.BooleanField(label=f"{label}取消", required=False)
            self.fields[f"into_{n}"] = forms.ChoiceField(label=f"{label}并入", choices=others, required=False)
            self.fields[f"order_{n}"] = _number(f"{label}的顺序", MOST_STEPS, required=True)
            self.fields[f"amount_{n}"] = _number(f"{label}的时限", MOST_AMOUNT)
            self.fields[f"unit_{n}"] = forms.ChoiceField(label=f"{label}的时限单位", choices=UNITS, required=False)

    def _as_it_is(self, said: dict[str, StepEdit]) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for n, step in enumerate(self.steps):
            edit = said.get(step.key, StepEdit(step.key))
            told |= {
                f"key_{n}": step.key, f"drop_{n}": edit.drop, f"into_{n}": edit.into,
                f"order_{n}": edit.order or step.order, f"amount_{n}": edit.amount, f"unit_{n}": edit.unit,
            }  # fmt: skip
        return told

    def rows(self) -> Iterator[tuple[StepSpec, dict[str, BoundField]]]:
        """Each step with its fields, for the table."""
        for n, step in enumerate(self.steps):
            yield step, {name: self[f"{name}_{n}"] for name in ("key", "drop", "into", "order", "amount", "unit")}

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if self.is_bound and any(told.get(f"key_{n}") != s.key for n, s in enumerate(self.steps)):
            raise forms.ValidationError("这个事项的环节刚刚变了，请重新打开这一页再改")
        edits = [edit for n, step in enumerate(self.steps) if len(edit := self._edit(n, step)) > 1]
        return {"title": told.get("title", ""), "note": told.get("note", ""), "edits": edits}

    def _edit(self, n: int, step: StepSpec) -> dict[str, Any]:
        told: dict[str, Any] = {"key": step.key}
        at = {name: self.cleaned_data.get(f"{name}_{n}") for name in ("drop", "into", "order", "amount", "unit")}
        if at["drop"]:
            return {**told, "drop": True}
        if at["into"]:
            told["into"] = at["into"]
        if at["order"] and at["order"] != step.order:
            told["order"] = at["order"]
        if at["amount"]:
            told |= {"amount": at["amount"], "unit": at["unit"] or ""}
        return told


class StandardForm(forms.Form):
    most = forms.IntegerField(label="最多几个", min_value=1, max_value=50)
    severity = forms.ChoiceField(
        label="程度",
        choices=SEVERITIES,
        required=False,
        widget=forms.RadioSelect,
        help_text="影响发布的，不改好不能发布；建议不计入不符合",
    )
    source = forms.CharField(label="依据", max_length=300, widget=area(3), help_text="哪份文件、哪一条")


class EndForm(forms.Form):
    reason = forms.CharField(label="说明", max_length=300, required=False, widget=area(2))


def _number(label: str, most: int, *, required: bool = False) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"aria-label": label})
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=required, widget=widget)
