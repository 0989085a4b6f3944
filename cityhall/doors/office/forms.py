"""What is filled in at the office. A field is called as the act's argument is, so that a refusal finds its place."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cityhall.cases.actions import Point
from cityhall.cases.queries import CasePage, PhraseView, StepView
from cityhall.cases.terms import Advice, Move, Outcome, Refusal, Verdict
from cityhall.organs import queries as organs
from cityhall.people.terms import Purpose

AGREEING = (
    "经审查，申请材料齐全、符合法定形式，符合规定条件。",
    "经现场核查，情况属实，符合规定条件。",
    "经形式审查，材料齐全，符合要求。",
)
DOUBTING = (
    "经审查，不符合下列规定条件：",
    "经现场核查，与申报情况不一致：",
    "申请材料之间相互矛盾：",
)  # fmt: skip
DECIDING = ("同意审查意见。", "同意，请依法办理。", "不同意审查意见，理由如下：")
LONG = 2000


def area(rows: int = 3, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class Blank(forms.Form):
    """Nothing to fill in: the button says it all."""


class Words(forms.Form):
    """A ready phrase before what is typed, joined without script."""

    words = "opinion"
    phrase = forms.ChoiceField(label="常用语", required=False)

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        parts = (values.pop("phrase", ""), values.get(self.words, ""))
        values[self.words] = "\n".join(part for part in parts if part)
        return values


def phrases(*groups: Sequence[str], mine: Sequence[PhraseView] = ()) -> list[tuple[str, Any]]:
    """Ready phrases to choose from; her own, where she keeps some, before those of the house."""
    ready = [(p, p) for group in groups for p in group]
    own = [(p.text, p.text) for p in mine]
    return [("", "不用常用语"), *([("我的常用语", own), ("通用", ready)] if own else ready)]


class FinishForm(Words):
    """完成审查"""

    checked = forms.MultipleChoiceField(label="审查要点", required=False, widget=forms.CheckboxSelectMultiple)
    opinion = forms.CharField(
        label="审查意见", required=False, max_length=LONG, widget=area(4), help_text="建议不予的，须写明理由"
    )
    advice = forms.ChoiceField(choices=Advice.choices(), widget=forms.HiddenInput)

    def __init__(self, data: Any, step: StepView, mine: Sequence[PhraseView] = ()) -> None:
        super().__init__(data, initial={"checked": step.checked})
        self.mine = mine
        self.fields["phrase"].choices = phrases(AGREEING, DOUBTING, mine=mine)  # type: ignore[attr-defined]
        self.fields["checked"].choices = [(c, c) for c in step.checks]  # type: ignore[attr-defined]


class DecideForm(Words):
    """作出决定: refused with reasons."""

    words = "reasons"
    reasons = forms.CharField(label="决定意见", required=False, max_length=LONG, widget=area(4))
    conditions = forms.CharField(
        label="附加条件", required=False, max_length=LONG, widget=area(2), help_text="准予时载入决定书"
    )
    partial = forms.CharField(
        label="准予的范围",
        required=False,
        max_length=LONG,
        widget=area(2),
        help_text="只准予一部分的，写明准予哪一部分",
    )
    partial_reasons = forms.CharField(label="其余部分不予准予的理由", required=False, max_length=LONG, widget=area(2))
    outcome = forms.ChoiceField(choices=Outcome.choices(), widget=forms.HiddenInput)

    def __init__(self, data: Any, refused: str, mine: Sequence[PhraseView] = ()) -> None:
        super().__init__(data)
        self.mine = mine
        self.fields["phrase"].choices = phrases(DECIDING, mine=mine)  # type: ignore[attr-defined]
        if refused:
            self.fields["reasons"].help_text = f"{refused}的，须写明理由，决定书将载明"


class ReturnForm(forms.Form):
    """退回"""

    back_to = forms.ChoiceField(label="退回到", widget=forms.RadioSelect)
    reason = forms.CharField(label="退回原因", max_length=300, widget=area())

    def __init__(self, data: Any, page: CasePage, step: StepView) -> None:
        super().__init__(data)
        earlier = [s for s in page.steps if s.order < step.order]
        self.fields["back_to"].choices = [(s.key, f"{s.name}（{s.holder_name}）") for s in earlier]  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """转交"""

    to_account = forms.TypedChoiceField(
        label="转交给", coerce=int, widget=forms.RadioSelect, help_text="本单位同一岗位的人员"
    )

    def __init__(self, data: Any, step: StepView, me: int | None, item_id: int) -> None:
        super().__init__(data)
        colleagues = [(a, name) for a, name in organs.holders(step.organ_id, step.desk, item_id) if a != me]
        self.fields["to_account"].choices = colleagues  # type: ignore[attr-defined]
        if not colleagues:
            self.fields["to_account"].help_text = "本单位这个岗位没有其他人，请联系本单位管理员安排"


class NotAcceptForm(forms.Form):
    """不予受理"""

    kind = forms.ChoiceField(label="情形", choices=Refusal.choices(), widget=forms.RadioSelect)
    reasons = forms.CharField(label="理由", max_length=1000, widget=area(4))
    other_organ = forms.CharField(
        label="应当向哪个机关申请", required=False, max_length=120, help_text="不属于本机关职权的填写"
    )
    basis = forms.CharField(
        label="法律依据", required=False, max_length=200, help_text="法律规定不得申请的填写，如行政许可法第七十八条"
    )


class SupplementForm(forms.Form):
    """一次性告知: one line for each material, and one for the form; what stays empty is in order."""

    def __init__(self, data: Any, page: CasePage) -> None:
        super().__init__(data)
        named = {p.key for p in page.notice.points} if page.notice else None
        lines = [("form", "申请表"), *((m.spec.key, m.spec.name) for m in page.materials)]
        self.lines = [(key, name) for key, name in dict(lines).items() if named is None or key in named]
        wrong = {m.spec.key: m.problem for m in page.materials}
        missing = {m.spec.key for m in page.materials if m.spec.required and not m.given}
        for key, name in self.lines:
            first = wrong.get(key, "") or ("没有提交" if key in missing else "")
            how = "请补交" if key in missing else ""
            self.fields[key] = forms.CharField(
                label=f"{name}：缺什么、错在哪", required=False, max_length=300, initial=first, widget=area(2)
            )
            self.fields[f"{key}__how"] = forms.CharField(
                label=f"{name}：怎样补正", required=False, max_length=300, initial=how
            )

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        told = [(key, name, values.get(key, ""), values.get(f"{key}__how", "")) for key, name in self.lines]
        return {"points": [Point(key, name, what, how) for key, name, what, how in told if what or how]}


class AnswerForm(forms.Form):
    answer = forms.CharField(label="处理意见", max_length=500, widget=area(), help_text="窗口据此继续办理")


class HoldForm(forms.Form):
    reason = forms.CharField(
        label="限制办理的原因", max_length=200, widget=area(), help_text="期间不能受理和准予，时限照常计算"
    )


class VoidForm(forms.Form):
    reason = forms.CharField(label="作废原因", max_length=200, widget=area(), help_text="重复申请或误录")
    instead = forms.CharField(label="保留的办件编号", required=False, max_length=24)


class RevealForm(forms.Form):
    purpose = forms.ChoiceField(
        label="查看事由", choices=[("", "请选择"), *Purpose.choices()],
        help_text="系统会记录谁在何时为何查看，申请人可以看到",
    )  # fmt: skip
    note = forms.CharField(
        label="说明", max_length=100, required=False, help_text="选择“其他”时必填；不要写证件号码、电话等个人信息"
    )


class CheckForm(forms.Form):
    """核对材料"""

    verdict = forms.ChoiceField(label="核对结果", widget=forms.RadioSelect, choices=[
        (v.value, v.label) for v in (Verdict.GOOD, Verdict.WRONG)
    ])  # fmt: skip
    problem = forms.CharField(label="不符合之处", required=False, max_length=300, widget=area(2))
    original_seen = forms.BooleanField(label="已核对原件", required=False)
    copies = forms.IntegerField(label="收取纸质份数", required=False, min_value=0, max_value=99)

    def clean_copies(self) -> int:
        return int(self.cleaned_data.get("copies") or 0)


def decide_words(page: CasePage) -> str:
    """What a refusal is called here; empty where the procedure knows none."""
    return page.terms.regime.refused if page.button(Move.REFUSE) else ""
