"""The form of an item, drawn from its fields. What fits is the rule of `cases`; here only which input asks for it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from cityhall.catalogue.terms import FieldKind, FieldSpec

KEYBOARDS = {FieldKind.NUMBER: "decimal", FieldKind.PHONE: "tel"}


class ItemForm(forms.Form):
    """One input a field. Nothing is refused here for being empty: the action says what is wrong, on every field."""

    use_required_attribute = False
    radios: ClassVar[int] = 4  # more choices than this fold into a list
    filled_in: ClassVar[
        Mapping[FieldKind, str]
    ] = {}  # what a browser may fill in: at a desk nothing, it knows only the clerk

    def __init__(self, specs: Sequence[FieldSpec], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.specs = specs
        for spec in specs:
            self.fields[spec.key] = self._field(spec)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return cleaned

    @property
    def typed(self) -> dict[str, str]:
        """Key → text as `cases` keeps it, of everything that could be read."""
        return {s.key: _text(self.cleaned_data[s.key]) for s in self.specs if s.key in self.cleaned_data}

    def mark_optional(self) -> None:
        """From here on the page shows which fields may stay empty."""
        for spec in self.specs:
            self.fields[spec.key].required = spec.required

    def react(self, keys: Iterable[str], attrs: Mapping[str, Any]) -> None:
        """These inputs ask the server anew when they change (the attributes say how)."""
        for key in keys:
            if key in self.fields:
                self.fields[key].widget.attrs.update(attrs)

    def _field(self, spec: FieldSpec) -> forms.Field:
        label = f"{spec.label}（{spec.unit}）" if spec.unit and spec.unit not in spec.label else spec.label
        common: dict[str, Any] = {"label": label, "help_text": spec.hint, "required": False}
        if spec.kind is FieldKind.YES_NO:
            return forms.ChoiceField(choices=[("是", "是"), ("否", "否")], widget=forms.RadioSelect, **common)
        if spec.kind is FieldKind.MANY:
            many = [(c, c) for c in spec.choices]
            return forms.MultipleChoiceField(choices=many, widget=forms.CheckboxSelectMultiple, **common)
        if spec.kind is FieldKind.CHOICE:
            few = len(spec.choices) <= self.radios
            choices = [*([] if few else [("", "请选择")]), *((c, c) for c in spec.choices)]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect if few else forms.Select, **common)
        return forms.CharField(widget=self._widget(spec), **common)

    def _widget(self, spec: FieldSpec) -> forms.Widget:
        if spec.kind is FieldKind.LONG:
            return forms.Textarea(attrs={"rows": 3})
        if spec.kind is FieldKind.DATE:
            return forms.TextInput(attrs={"type": "date"})
        attrs = {"inputmode": KEYBOARDS.get(spec.kind, ""), "autocomplete": self.filled_in.get(spec.kind, "")}
        return forms.TextInput(attrs={name: value for name, value in attrs.items() if value})


def as_input(spec: FieldSpec, value: str) -> Any:
    """A kept value as its input takes it."""
    return value.split("、") if spec.kind is FieldKind.MANY and value else value


def initial_of(specs: Sequence[FieldSpec], values: Mapping[str, str]) -> dict[str, Any]:
    return {spec.key: as_input(spec, values.get(spec.key, "")) for spec in specs}


def _text(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else str(value)
