"""What is filled in for a meeting, a joint visit, a review. A field is called as the act's argument is."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cityhall.meetings.queries import ExpertRow, MeetingView, SeatView, ToCall
from cityhall.meetings.terms import (
    EXCUSED,
    ON_SITE,
    SPOKEN,
    Conclusion,
    Decides,
    Kind,
    Opinion,
    conclusion_label,
    opinion_label,
)


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def moment(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


def lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


class WholeForm(forms.Form):
    """哪一份联办申请"""

    whole = forms.CharField(
        label="联办编号", max_length=24, help_text="本单位牵头的联办申请，例如 990100-2026-L0000001"
    )


class Called(forms.Form):
    """召集: what every kind asks."""

    subject = forms.CharField(label="议题", max_length=200)
    held_at = moment("时间")
    place = forms.CharField(label="地点", max_length=200)
    decides = forms.ChoiceField(label="结论规则", choices=Decides.choices())
    binds = forms.TypedChoiceField(
        label="结论对办件", choices=[("yes", "有约束力：没有通过就不能准予"), ("no", "没有约束力：供审批参考")],
        coerce=lambda value: value == "yes",
    )  # fmt: skip


class ConveneForm(Called):
    """召集联审会议、联合勘验、联合验收 of a stage."""

    kind = forms.ChoiceField(label="种类", choices=[(k.value, k.label) for k in Kind if k is not Kind.EXPERTS])
    stage = forms.ChoiceField(label="阶段")
    invited = forms.TypedMultipleChoiceField(
        label="参加单位", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选就是这个阶段有事项的全部单位；牵头单位总是参加",
    )  # fmt: skip
    days = forms.IntegerField(
        label="反馈意见的时间（工作日）",
        min_value=1,
        max_value=30,
        required=False,
        help_text="联审会议要填；踏勘和验收以到场当天为准",
    )
    silence = forms.BooleanField(
        label="逾期不反馈的视为同意", required=False, help_text="只用于联审会议；不选的，逾期显示为缺少意见并催办"
    )
    field_order = ("kind", "stage", "subject", "held_at", "place", "invited", "days", "silence", "decides", "binds")

    def __init__(self, data: Any, found: ToCall) -> None:
        super().__init__(data)
        self.fields["stage"].choices = found.stages  # type: ignore[attr-defined]
        self.fields["invited"].choices = found.organs  # type: ignore[attr-defined]


class ReviewForm(Called):
    """召集集中评审 of several cases by experts of the pool."""

    cases = forms.CharField(label="评审的办件", widget=area(3), help_text="一行一个办件编号，须是同一单位的办件")
    experts = forms.TypedMultipleChoiceField(label="评审专家", coerce=int, widget=forms.CheckboxSelectMultiple)
    parties = forms.CharField(
        label="应当回避的利害关系单位", required=False, widget=area(3),
        help_text="一行一个，如设计单位、施工单位；申请人不用写，与其有关的专家一律回避",
    )  # fmt: skip
    field_order = ("cases", "subject", "held_at", "place", "experts", "parties", "decides", "binds")

    def __init__(self, data: Any, pool: Sequence[ExpertRow]) -> None:
        super().__init__(data, initial={"binds": "no", "decides": Decides.MAJORITY})
        told = [(one.id, f"{one.name} · {one.field} · {one.institution}") for one in pool]
        self.fields["experts"].choices = told  # type: ignore[attr-defined]

    def clean_cases(self) -> list[str]:
        return lines(self.cleaned_data["cases"])

    def clean_parties(self) -> list[str]:
        return lines(self.cleaned_data["parties"])


class SpeakForm(forms.Form):
    """发表意见, or what was found on site."""

    opinion = forms.ChoiceField(label="意见", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由、条件",
        max_length=4000,
        required=False,
        widget=area(),
        help_text="有条件或者不同意的必须写明，写入纪要",
    )
    members = forms.CharField(label="到场人员", max_length=300, required=False, help_text="两名以上，用顿号隔开")

    def __init__(self, data: Any, page: MeetingView, seat: SeatView) -> None:
        held = {"opinion": seat.opinion or "", "reason": seat.reason, "members": seat.members}
        super().__init__(data, initial=held)
        on_site = page.kind in ON_SITE
        self.fields["opinion"].label = "核查情况" if on_site else "意见"
        self.fields["opinion"].choices = [(o.value, opinion_label(page.kind, o)) for o in SPOKEN]  # type: ignore[attr-defined]
        if on_site:
            self.fields["reason"].label = "存在的问题"
            self.fields["reason"].help_text = "需要整改或者不符合的必须写明，写入记录"
        else:
            del self.fields["members"]


class ExcuseForm(forms.Form):
    """回避、不参加"""

    opinion = forms.ChoiceField(label="登记为", choices=[(o.value, o.label) for o in EXCUSED], widget=forms.RadioSelect)
    reason = forms.CharField(label="原因", max_length=4000, widget=area(3))

    def __init__(self, data: Any, page: MeetingView, seat: SeatView) -> None:
        super().__init__(data, initial={"opinion": Opinion.ABSENT if seat.organ_id else Opinion.RECUSED})


class ConcludeForm(forms.Form):
    """作出结论"""

    conclusion = forms.ChoiceField(label="结论", widget=forms.RadioSelect)
    minutes = forms.CharField(
        label="纪要", max_length=4000, widget=area(6), help_text="写入文书；各单位意见自动列入，不用重抄"
    )
    asked = forms.CharField(
        label="要求申请人修改什么",
        max_length=4000,
        required=False,
        widget=area(),
        help_text="要修改、整改的必须写明，申请人会看到",
    )

    def __init__(self, data: Any, page: MeetingView) -> None:
        super().__init__(data)
        may = page.may_conclude or tuple(Conclusion)
        self.fields["conclusion"].choices = [(c.value, conclusion_label(page.kind, c)) for c in may]  # type: ignore[attr-defined]


class ReconveneForm(forms.Form):
    """再次召集"""

    held_at = moment("时间")
    place = forms.CharField(label="地点", max_length=200)
    days = forms.IntegerField(label="反馈意见的时间（工作日）", min_value=1, max_value=30, required=False)

    def __init__(self, data: Any, page: MeetingView) -> None:
        super().__init__(data, initial={"place": page.now.place, "days": page.days})
        if page.kind is not Kind.MEETING:
            del self.fields["days"]


class RescheduleForm(forms.Form):
    """改期"""

    held_at = moment("新的时间")
    place = forms.CharField(label="地点", max_length=200)
    reason = forms.CharField(label="改期的原因", max_length=300)

    def __init__(self, data: Any, page: MeetingView) -> None:
        super().__init__(data, initial={"place": page.now.place})


class CancelForm(forms.Form):
    """取消"""

    reason = forms.CharField(
        label="取消的原因", max_length=300, help_text="参加单位和申请人会看到已取消；有关办件随即不再受限"
    )

    def __init__(self, data: Any, page: MeetingView) -> None:
        super().__init__(data)


class FileForm(forms.Form):
    file = forms.FileField(label="图纸或文件", help_text="PDF、OFD、图片，每个不超过 20 MB；参加单位都能看")


class ExpertForm(forms.Form):
    """专家库"""

    organ_id = forms.TypedChoiceField(label="由哪个单位维护", coerce=int)
    name = forms.CharField(label="姓名", max_length=60)
    field = forms.CharField(label="专业", max_length=80)
    institution = forms.CharField(label="工作单位", max_length=120)
    title = forms.CharField(label="职称", max_length=60, required=False)
    conflicts = forms.CharField(
        label="应当回避的单位",
        required=False,
        widget=area(3),
        help_text="一行一个；这些单位申请或者参与的，不能请这位专家",
    )

    def __init__(self, data: Any, held: ExpertRow | None, organs: Sequence[tuple[int, str]]) -> None:
        told = (
            {name: getattr(held, name) for name in ("organ_id", "name", "field", "institution", "title")}
            if held
            else {}
        )
        super().__init__(data, initial={**told, "conflicts": "\n".join(held.conflicts) if held else ""})
        self.fields["organ_id"].choices = organs  # type: ignore[attr-defined]

    def clean_conflicts(self) -> list[str]:
        return lines(self.cleaned_data["conflicts"])


class RetireForm(forms.Form):
    reason = forms.CharField(label="出库的原因", max_length=300)
