"""Tables of what several decide together: the meeting, each time it sat, who sat at it, which cases it is about, its files; the
experts of the city."""

from django.db import models
from django.db.models import Q

from .terms import Conclusion, Decides, Kind, Opinion, State


class Expert(models.Model):
    """专家库: who may be asked, in which field, and whom she is near to (回避)."""

    name = models.CharField("姓名", max_length=60)
    field = models.CharField("专业", max_length=80)
    institution = models.CharField("工作单位", max_length=120)
    title = models.CharField("职称", max_length=60, blank=True)
    conflicts = models.JSONField("应当回避的单位", default=list)
    active = models.BooleanField("在库", default=True)
    note = models.CharField("出库原因", max_length=300, blank=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    kept_at = models.DateTimeField("登记时间")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "评审专家"
        indexes = [models.Index(fields=["field", "name", "id"], name="experts_by_field")]
        constraints = [models.UniqueConstraint(fields=["name", "institution"], name="one_expert_a_name_and_place")]

    def __str__(self) -> str:
        return f"{self.name}（{self.institution}）"


class Meeting(models.Model):
    """会商、联合勘验、联合验收、集中评审. `whole` is the number of the application of one thing it is about, with the stage; `parties`
    are those whose friends may not judge."""

    number = models.CharField("编号", max_length=24, unique=True)
    kind = models.CharField("种类", max_length=12, choices=Kind.choices())
    state = models.CharField("状态", max_length=10, choices=State.choices(), default=State.OPEN)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion.choices(), blank=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    subject = models.CharField("议题", max_length=200)
    whole = models.CharField("联办编号", max_length=24, blank=True)
    whole_name = models.CharField("一件事", max_length=80, blank=True)
    stage = models.CharField("阶段", max_length=30, blank=True)
    stage_name = models.CharField("阶段名称", max_length=80, blank=True)
    applicant_name = models.CharField("申请人", max_length=300)
    applicant_account = models.BigIntegerField("申请人账号", null=True)
    parties = models.JSONField("利害关系单位", default=list)
    days = models.PositiveSmallIntegerField("反馈时间（工作日）", null=True)
    silence = models.BooleanField("逾期视为同意", default=False)
    binds = models.BooleanField("结论有约束力", default=True)
    decides = models.CharField("结论规则", max_length=12, choices=Decides.choices(), default=Decides.UNANIMOUS)
    round = models.PositiveSmallIntegerField("第几次", default=1)
    convened_at = models.DateTimeField("召集时间")
    convened_by = models.CharField("召集人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "会商"
        indexes = [
            models.Index(fields=["-convened_at", "-id"], name="meetings_latest"),
            models.Index(fields=["whole", "stage"], condition=~Q(whole=""), name="meetings_of_whole"),
            models.Index(fields=["applicant_account"], condition=~Q(whole=""), name="meetings_of_applicant"),
        ]
        constraints = [
            models.CheckConstraint(
                name="meeting_done_has_conclusion", condition=~Q(state=State.DONE) | ~Q(conclusion="")
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        return f"meeting:{self.number}"


class Sitting(models.Model):
    """一次会议 or 一次到场, with what came of it; what the applicant changed after it is written at it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="sittings")
    round = models.PositiveSmallIntegerField("第几次")
    held_at = models.DateTimeField("时间")
    place = models.CharField("地点", max_length=200)
    conclusion = models.CharField("结论", max_length=10, choices=Conclusion.choices(), blank=True)
    minutes = models.TextField("纪要", blank=True)
    asked = models.TextField("要求申请人修改", blank=True)
    concluded_at = models.DateTimeField("结论时间", null=True)
    concluded_by = models.CharField("作出结论的人", max_length=80, blank=True)
    paper = models.CharField("文书", max_length=60, blank=True)
    revision = models.TextField("申请人修改说明", blank=True)
    revised_at = models.DateTimeField("修改时间", null=True)

    class Meta:
        verbose_name = "一次会议"
        constraints = [models.UniqueConstraint(fields=["meeting", "round"], name="one_sitting_a_round")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.round}"


class Seat(models.Model):
    """席位: an organ or an expert, and what it said in one round."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="seats")
    round = models.PositiveSmallIntegerField("第几次")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+")
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, related_name="+")
    name = models.CharField("名称", max_length=200)
    opinion = models.CharField("意见", max_length=12, choices=Opinion.choices(), blank=True)
    reason = models.TextField("理由或条件", blank=True)
    members = models.CharField("到场人员", max_length=300, blank=True)
    by = models.CharField("发表人", max_length=80, blank=True)
    at = models.DateTimeField("发表时间", null=True)
    reminded_at = models.DateTimeField("催办时间", null=True)

    class Meta:
        verbose_name = "席位"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "round", "organ"], name="one_seat_an_organ"),
            models.UniqueConstraint(fields=["meeting", "round", "expert"], name="one_seat_an_expert"),
            models.CheckConstraint(
                name="seat_of_somebody",
                condition=Q(organ__isnull=False, expert=None) | Q(organ=None, expert__isnull=False),
            ),
            models.CheckConstraint(name="seat_spoke_when", condition=Q(opinion="") | Q(at__isnull=False)),
        ]
        indexes = [models.Index(fields=["organ", "meeting"], name="seats_of_organ")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.name}"


class Bound(models.Model):
    """A case the meeting is about, or a part of the whole that will be one; `left_out`: through which round the days of the visit
    were left out of its promised time."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="bound")
    part = models.CharField("标识", max_length=30, blank=True)
    item_name = models.CharField("事项", max_length=200)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    case_number = models.CharField("办件编号", max_length=24, blank=True)
    left_out = models.PositiveSmallIntegerField("已扣除踏勘时间的次数", default=0)

    class Meta:
        verbose_name = "会商涉及的办件"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "part"], condition=~Q(part=""), name="one_bound_a_part"),
            models.UniqueConstraint(
                fields=["meeting", "case_number"], condition=~Q(case_number=""), name="one_bound_a_case"
            ),
        ]
        indexes = [models.Index(fields=["case_number"], condition=~Q(case_number=""), name="meetings_of_case")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.item_name}"


class MeetingFile(models.Model):
    """分发的图纸和文件, the organs' and, after a “修改后再议”, the applicant's."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="files")
    round = models.PositiveSmallIntegerField("第几次")
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=80)
    from_applicant = models.BooleanField("申请人提交", default=False)
    added_at = models.DateTimeField("加入时间")
    added_by = models.CharField("加入人", max_length=80)

    class Meta:
        verbose_name = "会商文件"
        indexes = [models.Index(fields=["sha256"], name="meeting_file_by_content")]

    def __str__(self) -> str:
        return self.name
