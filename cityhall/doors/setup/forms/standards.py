"""Deciding a group of items: the standard's name and code, who belongs to it, or why it is none."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cityhall.catalogue.queries import GroupView

STRANGER = {"invalid_choice": "请从组内的事项中勾选"}


class GroupForm(forms.Form):
    """The members, all ticked at first."""

    items = forms.TypedMultipleChoiceField(
        label="成员",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=STRANGER,
    )

    def __init__(self, data: Any, view: GroupView) -> None:
        super().__init__(data, initial=self.first(view))
        choices: Sequence[tuple[int, str]] = [(m.item_id, m.name) for m in view.members]
        self.fields["items"].choices = choices  # type: ignore[attr-defined]

    def first(self, view: GroupView) -> dict[str, Any]:
        return {"items": [m.item_id for m in view.members]}


class ConfirmForm(GroupForm):
    name = forms.CharField(label="标准名称", max_length=300)
    base_code = forms.CharField(label="基本编码", max_length=12, help_text="12 位；成员都改用这个编码")

    def first(self, view: GroupView) -> dict[str, Any]:
        return {**super().first(view), "name": view.row.name, "base_code": view.row.base_code}


class RejectForm(forms.Form):
    why = forms.CharField(label="为什么不是同一事项", max_length=300)
