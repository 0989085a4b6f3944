"""办理规则, as forms: of a procedure for the whole city, and what one item has otherwise."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from cityhall.cases.queries import MOVE_NAMES
from cityhall.catalogue.queries import CHOOSABLE, LOCAL
from cityhall.catalogue.terms import RegimeTerms
from cityhall.deadlines.terms import Unit

from .administration import area
from .items import LIMIT_UNITS, Content, as_limit, limit_of

SILENCE = [("", "按事项类型的规定"), ("yes", "视为受理"), ("no", "不视为受理")]
REGIME_LIMITS = {
    "notice": "受理告知时限",
    "supplement": "补正期限",
    "delivery": "送达时限",
    "extension": "延长办理期限",
}
REGIME_WORDS = {"granted": "准予用语", "refused": "不予用语", "remedies": "救济途径"}
EMPTY = {
    "notice": "不填即当场告知", "extension": "不填即不得延长", "delivery": "不填即不设时限", "supplement": "申请人补正的时间",
}  # fmt: skip
TOGETHER = {"stop": "resume"}


def named(moves: Collection[str]) -> list[tuple[str, str]]:
    """These moves with their names, in the order of the table."""
    return [(move, label) for move, label in MOVE_NAMES.items() if move in moves]


def with_their_own(moves: Collection[str]) -> list[str]:
    """The moves chosen, and those that come with one of them."""
    return [*moves, *(TOGETHER[move] for move in moves if move in TOGETHER)]


def add_limits(form: forms.Form, *, basis: bool) -> None:
    for key, label in REGIME_LIMITS.items():
        form.fields[f"{key}_amount"] = forms.IntegerField(
            label=label, required=False, min_value=1, max_value=3650, help_text=EMPTY[key] if basis else ""
        )
        form.fields[f"{key}_unit"] = forms.ChoiceField(label="单位", choices=LIMIT_UNITS, initial=Unit.WORKDAYS)
        if basis:
            form.fields[f"{key}_basis"] = forms.CharField(label=f"{label}的依据", required=False, max_length=300)


class RulesForm(forms.Form):
    """The rules of a procedure, whole. `content` is what they come to; `why` goes into the history."""

    basis = forms.CharField(label="总的依据", max_length=300)
    silence_accepts = forms.BooleanField(label="逾期不告知即视为受理", required=False)
    silence_basis = forms.CharField(label="视为受理的依据", required=False, max_length=4000)
    granted = forms.CharField(label="准予用语", max_length=40)
    refused = forms.CharField(label="不予用语", required=False, max_length=40, help_text="不填即没有不予决定，如备案")
    remedies = forms.CharField(label="救济途径", max_length=4000, widget=area(3), help_text="写在每份决定书上")
    form_only = forms.BooleanField(label="只作形式审查", required=False)
    moves = forms.MultipleChoiceField(
        label="另外允许的环节", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="收件、补正、受理、决定、送达等必有的环节不在此列",
    )  # fmt: skip
    why = forms.CharField(
        label="修改的原因和依据", required=False, max_length=300, widget=area(2), help_text="写进历史，保存时必填"
    )

    def __init__(self, data: Any, content: Content) -> None:
        self.kept = content
        initial = {key: content.get(key) for key in self.base_fields if key in content and key != "moves"}
        for key in REGIME_LIMITS:
            initial |= limit_of(content, key)
        initial["moves"] = [move for move in content.get("moves", ()) if move in CHOOSABLE]
        super().__init__(data, initial=initial)
        add_limits(self, basis=True)
        self.fields["moves"].choices = named(CHOOSABLE)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        content = {
            key: told.get(key) for key in ("basis", "silence_accepts", "silence_basis", "form_only", *REGIME_WORDS)
        }
        content |= {key: as_limit(told, key) for key in REGIME_LIMITS}
        always = [m for m in self.kept.get("moves", ()) if m not in CHOOSABLE and m not in TOGETHER.values()]
        content["moves"] = [*always, *with_their_own(told.get("moves") or ())]
        return {"content": {**self.kept, **content}, "why": told.get("why", "")}


class RegimeForm(forms.Form):
    """本事项另有规定: what this item changes of its procedure's regime, by what law. All empty: nothing."""

    basis = forms.CharField(label="法定依据", required=False, max_length=500, help_text="改变任何一项都必须写明")
    silence_accepts = forms.ChoiceField(label="逾期不告知", choices=SILENCE, required=False)
    silence_basis = forms.CharField(label="逾期视为受理的依据", required=False, max_length=4000)
    granted = forms.CharField(label="准予用语", required=False, max_length=40)
    refused = forms.CharField(label="不予用语", required=False, max_length=40)
    remedies = forms.CharField(label="救济途径", required=False, max_length=4000, widget=area(3))
    also = forms.MultipleChoiceField(
        label="本事项另外允许", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="容缺受理、告知承诺、视为撤回只有地方规定写明的才可以允许",
    )  # fmt: skip
    without = forms.MultipleChoiceField(label="本事项不设", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any, content: Content, city: RegimeTerms) -> None:
        self.content = content
        told: Mapping[str, Any] = content.get("regime") or {}
        initial = {
            key: told[key] for key in ("basis", "silence_basis", "also", "without", *REGIME_WORDS) if key in told
        }
        if "silence_accepts" in told:
            initial["silence_accepts"] = "yes" if told["silence_accepts"] else "no"
        for key in REGIME_LIMITS:
            initial |= limit_of(told, key)
        super().__init__(data, initial=initial)
        add_limits(self, basis=False)
        self.fields["also"].choices = named((CHOOSABLE | LOCAL) - city.moves | set(told.get("also", ())))  # type: ignore[attr-defined]
        self.fields["without"].choices = named(CHOOSABLE & city.moves | set(told.get("without", ())))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = dict(super().clean() or {})
        change = {key: told[key] for key in (*REGIME_WORDS, "silence_basis") if told.get(key)}
        for key in REGIME_LIMITS:
            if limit := as_limit(told, key):
                change[key] = limit | {"basis": told.get("basis", "")}
        if told.get("silence_accepts"):
            change["silence_accepts"] = told["silence_accepts"] == "yes"
        for key in ("also", "without"):
            if chosen := told.get(key):
                change[key] = list(dict.fromkeys(with_their_own(chosen)))
        if change or told.get("basis"):
            change["basis"] = told.get("basis", "")
        return {"content": {**self.content, "regime": change or None}}
