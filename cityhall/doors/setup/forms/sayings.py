"""A group of words people search by, as a form. A field is called as the act's argument is."""

import re
from typing import Any

from django import forms

from cityhall.catalogue import queries
from cityhall.catalogue.queries import SayingView
from cityhall.catalogue.terms import Audience

from .administration import area

SPLIT = re.compile(r"[\s,，、;；]+")
AUDIENCES = [(a.value, a.label) for a in Audience]


class SayingForm(forms.Form):
    """What people say, what it means, which items it points at."""

    said = forms.CharField(
        label="大家怎么说",
        max_length=800,
        widget=area(3),
        help_text="用空格或顿号隔开，第一个作名称，例如：开饭店 开餐馆 开小吃店",
    )
    meanings = forms.CharField(
        label="要办什么", required=False, max_length=800, widget=area(4),
        help_text="每行一个事项名称里的词，最可能的写在最前；几个词用空格隔开，表示名称里都要有，例如：食品经营许可",
    )  # fmt: skip
    items = forms.CharField(
        label="指定事项",
        required=False,
        max_length=400,
        widget=area(2),
        help_text="可不填。每行一个事项的简码或完整名称，总是排在最前",
    )
    audience = forms.ChoiceField(label="用途", choices=AUDIENCES, help_text="选个人或企业的，在找事项的首页列出")
    active = forms.BooleanField(label="使用中", required=False, initial=True)

    def __init__(self, data: Any, view: SayingView | None = None, said: str = "") -> None:
        held: dict[str, Any] = {"said": said, "active": True}
        if view is not None:
            held = {
                "said": " ".join(view.said), "meanings": "\n".join(view.meanings), "audience": view.audience.value,
                "items": "\n".join(name for _, name in view.items), "active": view.active,
            }  # fmt: skip
        super().__init__(data, initial=held)

    def clean_items(self) -> list[int]:
        """Each line the first item it finds; what finds none is refused here, by its own words."""
        ids: list[int] = []
        for line in filter(None, (t.strip() for t in self.cleaned_data["items"].splitlines())):
            found = queries.item_ids(line, limit=1)
            if not found:
                raise forms.ValidationError(f"没有找到“{line[:30]}”，请写事项的简码或完整名称")
            ids += found
        return ids

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        said = [w for w in SPLIT.split(told.get("said", "")) if w]
        meanings = [line.strip() for line in told.get("meanings", "").splitlines() if line.strip()]
        return {**told, "said": said, "meanings": meanings}


class SettleForm(forms.Form):
    texts = forms.CharField(max_length=30)

    def clean_texts(self) -> list[str]:
        return [self.cleaned_data["texts"]]
