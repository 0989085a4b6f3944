"""A group of items as a form."""

from typing import Any

from django import forms

from cityhall.catalogue import queries as catalogue

from .administration import area

SHOWN = 5


class ItemGroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, help_text="如“食品经营类”")
    items = forms.CharField(label="事项", widget=area(8), help_text="每行一项：实施编码，或 #编号")

    def clean(self) -> dict[str, Any]:
        told = dict(self.cleaned_data)
        if text := told.get("items") or "":
            told["items"], left = catalogue.items_written(text)
            if left:
                named = "、".join(f"“{line}”" for line in left[:SHOWN])
                more = f"等 {len(left)} 行" if len(left) > SHOWN else ""
                self.add_error("items", f"没有找到，或有几项同名：{named}{more}；请填写实施编码")
        return told
