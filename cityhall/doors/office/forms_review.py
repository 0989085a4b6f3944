"""What is filled in between acceptance and decision. A field is called as the act's argument is."""

from typing import Any

from django import forms

from cityhall.cases.queries import CasePage, StepView
from cityhall.deadlines import queries as deadlines
from cityhall.deadlines.queries import Campaign
from cityhall.kernel.actor import Actor
from cityhall.organs import queries as organs

from .forms import LONG, area

MOST_ORGANS = 500
POINTS = 3  # empty lines for what the item does not list


class Agrees(forms.TypedChoiceField):
    """A yes or no that is said, never left to a default."""

    def __init__(self, label: str, yes: str, no: str) -> None:
        choices = [("yes", yes), ("no", no)]
        super().__init__(label=label, choices=choices, coerce=lambda v: v == "yes", widget=forms.RadioSelect)


def words(label: str, rows: int = 3, longest: int = LONG, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=area(rows), **more)


def workdays(label: str, first: int = 10, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=f"{label}（工作日）", min_value=1, initial=first, help_text=hint)


def running_campaigns() -> list[Campaign]:
    """The campaigns a case could join today."""
    return deadlines.campaigns()


class CampaignForm(forms.Form):
    """纳入专项行动"""

    campaign = forms.TypedChoiceField(label="哪项行动", coerce=int, widget=forms.RadioSelect)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["campaign"].choices = [  # type: ignore[attr-defined]
            (one.id, f"{one.name}：承诺时限改按{one.unit.label.removeprefix('个')}，到 {one.last_on:%Y-%m-%d}")
            for one in running_campaigns()
        ]


class StopForm(forms.Form):
    """特别程序"""

    cause = forms.ChoiceField(label="种类", widget=forms.RadioSelect)
    days = workdays("需要的时间", hint="自批准之日起算，将书面告知申请人；届满自动恢复计时")
    reason = words("事由", help_text="写明为什么需要")

    def __init__(self, data: Any, page: CasePage) -> None:
        super().__init__(data)
        specials = page.terms.specials
        self.fields["cause"].choices = [  # type: ignore[attr-defined]
            (
                s.cause,
                f"{s.cause.label}（一般 {s.days} 个工作日{'' if s.statutory else '，只暂停承诺时限'}；{s.basis}）",
            )
            for s in specials
        ]
        if specials:
            self.fields["days"].initial = specials[0].days


class ApproveForm(forms.Form):
    agrees = Agrees("审批", "批准", "不批准")
    note = words("理由", longest=300, required=False, help_text="不批准的须写明")


class ResumeForm(forms.Form):
    result = words("特别程序的结果")


class ExtendForm(forms.Form):
    days = workdays("延长")
    reason = words("延长的理由", help_text="告知书将载明，并告知申请人（行政许可法第四十二条）")

    def __init__(self, data: Any, page: CasePage) -> None:
        super().__init__(data)
        if (most := page.most_extension) is not None:
            self.fields["days"].help_text = f"最多 {most}（{most.basis}）"


class OverrunForm(forms.Form):
    text = words(
        "原因和预计办结时间", longest=300, help_text="申请人和凭查询码查询的人都能看到（优化营商环境条例第三十六条）"
    )


class HearingForm(forms.Form):
    matter = forms.CharField(label="听证事项", max_length=200)
    text = words("拟作出的决定及其事实、理由和依据", 4)
    public = forms.BooleanField(
        label="依法应当听证或涉及重大公共利益：公告并举行听证，不需要申请（第四十六条）", required=False
    )

    def __init__(self, data: Any, page: CasePage) -> None:
        super().__init__(data)
        if page.terms.hearing:
            self.fields["public"].initial = True
            self.fields["public"].help_text = f"本事项依法应当听证：{page.terms.hearing}"


class SetHearingForm(forms.Form):
    held_at = forms.DateTimeField(
        label="时间", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label="地点", max_length=200)
    chair_account = forms.TypedChoiceField(
        label="主持人", coerce=int, help_text="审查该申请的工作人员以外的人员（行政许可法第四十八条）"
    )

    def __init__(self, data: Any, page: CasePage) -> None:
        super().__init__(data)
        reviewing = {s.holder for s in page.steps}
        people = [(a, name) for a, name in organs.colleagues(page.terms.organ_id) if a not in reviewing]
        self.fields["chair_account"].choices = people  # type: ignore[attr-defined]


class HoldHearingForm(forms.Form):
    people = words("参加人", 3, help_text="一行一人，写明身份")
    minutes = words("听证笔录", 10, 20_000)
    file = forms.FileField(label="笔录扫描件", required=False)

    def clean_people(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["people"]).splitlines() if line.strip()]


class ThirdPartyForm(forms.Form):
    who = forms.CharField(label="利害关系人", max_length=120)
    text = words("告知内容", 4, help_text="申请事项与其重大利益的关系，及其陈述申辩、要求听证的权利")


class StatementForm(forms.Form):
    text = words("陈述和申辩的内容", 4)


class AskMoreForm(forms.Form):
    question = words("请申请人说明什么", help_text="不影响办理期限；需要补交材料的，受理前一次告知，受理后不再要求")


class AnswerMoreForm(forms.Form):
    text = words("申请人的说明")


class OpinionForm(forms.Form):
    organ_id = forms.TypedChoiceField(label="单位", coerce=int)
    question = words("要征求的意见")
    days = workdays("答复时间", 5, hint="不影响本件的办理期限")
    countersign = forms.BooleanField(label="会签：对方签署前不能作出决定", required=False)

    def __init__(self, data: Any, page: CasePage, actor: Actor) -> None:
        super().__init__(data)
        others = organs.organs(actor, limit=MOST_ORGANS).rows
        self.fields["organ_id"].choices = [(o.id, o.name) for o in others if o.id != page.terms.organ_id]  # type: ignore[attr-defined]


class AnswerOpinionForm(forms.Form):
    agrees = Agrees("态度", "同意", "不同意")
    text = words("意见和理由", 4)


class VisitForm(forms.Form):
    """现场核查: the points the step lists, and a few more; what was found at each."""

    place = forms.CharField(label="核查地点", max_length=200)
    second_account = forms.TypedChoiceField(
        label="第二名核查人员", coerce=int, help_text="由其本人登录确认后记录才有效"
    )

    def __init__(self, data: Any, step: StepView, me: int | None, place: str = "") -> None:
        super().__init__(data, initial={"place": place})
        others = [(a, name) for a, name in organs.colleagues(step.organ_id) if a != me]
        self.fields["second_account"].choices = others  # type: ignore[attr-defined]
        self.listed = step.checks
        for n, point in enumerate(self.listed):
            self.fields[f"found_{n}"] = words(point, 2, 500, required=False)
        for n in range(POINTS):
            self.fields[f"point_{n}"] = forms.CharField(
                label=f"另外核查的第 {n + 1} 项", max_length=120, required=False
            )
            self.fields[f"more_{n}"] = words("情况", 2, 500, required=False)
        self.fields["conclusion"] = words("核查结论", 3)

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        found = [(point, values.pop(f"found_{n}", "")) for n, point in enumerate(self.listed)]
        more = [(values.pop(f"point_{n}", ""), values.pop(f"more_{n}", "")) for n in range(POINTS)]
        return {
            **values,
            "findings": [(point, what) for point, what in (*found, *more) if point.strip() or what.strip()],
        }


class ConfirmVisitForm(forms.Form):
    agrees = Agrees("核查记录", "情况属实", "与现场情况不符，须重新核查")
    note = words("说明", longest=1000, required=False, help_text="不符的，写明哪里不符")


class ReportUpForm(forms.Form):
    to = forms.CharField(label="上级机关", max_length=120)
    text = words("初步审查意见", 5, help_text="全部申请材料一并报送，不得要求申请人重复提供（行政许可法第四十三条）")


class ReportAnswerForm(forms.Form):
    agrees = Agrees("上级意见", "同意", "不同意")
    text = words("审查结果", 4)


class SuspendForm(forms.Form):
    basis = forms.CharField(label="法律依据", max_length=300, help_text="写明法律名称和条款")
    reason = words("中止的原因", help_text="全部时限暂停，原因消除后恢复")


class LiftForm(forms.Form):
    reason = words("原因消除的情况", longest=300)


class TerminateForm(forms.Form):
    basis = forms.CharField(label="法律依据", max_length=300, help_text="写明法律名称和条款")
    reasons = words("终止的理由", 4, 1000, help_text="决定书将载明理由和救济途径")
