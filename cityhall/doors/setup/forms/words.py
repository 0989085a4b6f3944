"""Templates, remedies and quiet hours, as forms. A field is called as the act's argument is."""

from typing import Any

from django import forms

from cityhall.catalogue.terms import Procedure
from cityhall.messages.queries import Hours, Words
from cityhall.messages.terms import PaperKind, Use

from .administration import area

PROCEDURES = [(p.value, p.label) for p in Procedure]
ROWS = {"opening": 4, "closing": 4, "notes": 3, "body": 4}
EMPTY = "留空则用内置文字"


class WordsForm(forms.Form):
    """The texts of one template and why they are changed."""

    def __init__(self, data: Any, words: Words) -> None:
        held = words.draft or words.holding
        super().__init__(data, initial={"why": words.draft.why if words.draft else "", **(held.texts if held else {})})
        self.names = list(words.labels)
        for name, label in words.labels.items():
            widget = forms.TextInput() if name == "subject" else area(ROWS[name])
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=1200, widget=widget, help_text=EMPTY
            )
        self.fields["why"] = forms.CharField(label="修改原因", max_length=200)

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        return {"texts": {name: told.get(name, "") for name in self.names}, "why": told.get("why", "")}


class FromForm(forms.Form):
    from_on = forms.DateField(
        label="生效日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="最早从明天起"
    )


class UntilForm(forms.Form):
    until_on = forms.DateField(
        label="停用日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="最早从明天起"
    )


class RemedyForm(forms.Form):
    procedure = forms.ChoiceField(label="事项类型", choices=PROCEDURES)
    text = forms.CharField(
        label="救济告知", max_length=2000, widget=area(5), help_text="写明行政复议（六十日）和行政诉讼（六个月）"
    )
    from_on = forms.DateField(
        label="生效日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="最早从明天起"
    )
    source = forms.CharField(label="依据", max_length=300, help_text="法律的名称和条款")


class QuietForm(forms.Form):
    starts = forms.TimeField(label="开始", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label="结束", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    urgent = forms.MultipleChoiceField(
        label="不受静默时段限制的", choices=PaperKind.choices(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="验证码总是立即发送",
    )  # fmt: skip

    def __init__(self, data: Any, hours: Hours) -> None:
        super().__init__(data, initial={"starts": hours.starts, "ends": hours.ends, "urgent": list(hours.urgent)})


def known(use: str, procedure: str) -> tuple[Use, str] | None:
    """Use and procedure of an address; None where it names none."""
    if use not in list(Use) or (procedure and procedure not in list(Procedure)):
        return None
    return Use(use), procedure
