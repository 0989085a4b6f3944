"""One day of a published year, put right."""

from typing import Any

from django import forms

from .administration import area

WORKS = {"off": False, "work": True, "week": None}


class DayForm(forms.Form):
    day = forms.DateField(label="哪一天", widget=forms.DateInput(attrs={"type": "date"}))
    works = forms.ChoiceField(
        label="改为", widget=forms.RadioSelect, initial="off",
        choices=[("off", "放假"), ("work", "调休上班"), ("week", "按平常的周规则")],
    )  # fmt: skip
    name = forms.CharField(label="节日或者安排", max_length=60, required=False, help_text="改为放假、上班时填写")
    reason = forms.CharField(
        label="原因和依据文件", max_length=300, required=False, widget=area(2), help_text="写进历史，保存时必填"
    )

    def clean_works(self) -> Any:
        return WORKS[self.cleaned_data["works"]]
