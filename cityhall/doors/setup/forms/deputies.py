"""代理: who stands in, from which day to which, why."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from .administration import area


class DeputyForm(forms.Form):
    """`until_on` is asked for as the last day, and given on as the first on which it no longer holds."""

    deputy_id = forms.TypedChoiceField(label="代理人", coerce=int, help_text="同一单位的在岗人员")
    from_on = forms.DateField(label="从哪一天起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until_on = forms.DateField(label="到哪一天止", widget=forms.DateInput(attrs={"type": "date"}), help_text="含当天")
    reason = forms.CharField(label="原因", max_length=200, widget=area(2), help_text="如出差、休假、培训")

    def __init__(self, data: Any, colleagues: Sequence[tuple[int, str]], today: date) -> None:
        super().__init__(data, initial={"from_on": today})
        self.fields["deputy_id"].choices = [("", "请选择"), *colleagues]  # type: ignore[attr-defined]

    def clean_until_on(self) -> date:
        return date.fromisoformat(str(self.cleaned_data["until_on"])) + timedelta(days=1)
