"""What the pages of 通办 ask for, act by act. The lines of a 流转单 are fields of their own."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cityhall.anywhere.terms import Piece
from cityhall.organs.queries import Stand

SPARE, RELATIONS = 3, ("本人", "法定代表人", "经办人", "近亲属", "受托人")
AREA = forms.Textarea(attrs={"rows": 2})


def _text(label: str, longest: int, *, needed: bool = True, hint: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, required=needed, help_text=hint, widget=widget)


class PackForm(forms.Form):
    """制单: what is packed, a line each; a few lines are left for more."""

    def __init__(self, data: Any, items: Sequence[tuple[str, str, int]]) -> None:
        super().__init__(data)
        lines = [*items, *[("", "", 0)] * SPARE]
        self.keys = [key for key, _, _ in lines]
        for n, (_, name, copies) in enumerate(lines):
            self.fields[f"name-{n}"] = forms.CharField(
                label=f"第 {n + 1} 件", max_length=120, required=False, initial=name, widget=forms.TextInput()
            )
            self.fields[f"copies-{n}"] = forms.IntegerField(
                label="份数", min_value=0, max_value=99, required=False, initial=copies or None
            )

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        return [(self[f"name-{n}"], self[f"copies-{n}"]) for n in range(len(self.keys))]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        lines = [
            (key, str(told.get(f"name-{n}") or ""), int(told.get(f"copies-{n}") or 0))
            for n, key in enumerate(self.keys)
        ]
        return {"pieces": [line for line in lines if line[1].strip()]}


class SendForm(forms.Form):
    """交出: a carrier with a waybill, or a person."""

    carrier = _text("承运单位", 40, needed=False, hint="如：中国邮政")
    waybill = _text("运单号", 40, needed=False)
    courier = _text("或者专人递送：姓名", 60, needed=False, hint="填了姓名就不用填承运单位和运单号")


class CountForm(forms.Form):
    """签收: every piece counted."""

    def __init__(self, data: Any, pieces: Sequence[Piece]) -> None:
        super().__init__(data)
        self.pieces = pieces
        for n, piece in enumerate(pieces):
            self.fields[f"found-{n}"] = forms.IntegerField(
                label="实收份数",
                min_value=0,
                max_value=99,
                widget=forms.NumberInput(attrs={"aria-label": f"{piece.name}实收份数"}),
            )
            self.fields[f"note-{n}"] = forms.CharField(
                label="差异", max_length=200, required=False,
                widget=forms.TextInput(attrs={"aria-label": f"{piece.name}的差异", "placeholder": "一致的不填"}),
            )  # fmt: skip

    @property
    def lines(self) -> list[tuple[Piece, Any, Any]]:
        return [(piece, self[f"found-{n}"], self[f"note-{n}"]) for n, piece in enumerate(self.pieces)]

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {
            "found": [
                (int(told.get(f"found-{n}", -1)), str(told.get(f"note-{n}") or "")) for n in range(len(self.pieces))
            ]
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300, widget=AREA)


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label="怎样处理的", max_length=300, widget=AREA, help_text="如：已补寄、已更正清单、已请申请人补交"
    )


class IssueWindowForm(forms.Form):
    """取件窗口."""

    window_id = forms.TypedChoiceField(label="取件地点", coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any, stands: Sequence[Stand], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choices = [("", "由办理机关送达"), *[(one.id, one.label) for one in stands]]
        self.fields["window_id"].choices = choices  # type: ignore[attr-defined]


class HandOutForm(forms.Form):
    """出件."""

    receiver = _text("签收人", 60)
    relation = forms.ChoiceField(label="与申请人关系", choices=[(r, r) for r in RELATIONS], initial="本人")
    receiver_id = _text("签收人证件号码", 40, needed=False, hint="代领的必须核对并登记；加密保存")
    note = _text("备注", 200, needed=False)
