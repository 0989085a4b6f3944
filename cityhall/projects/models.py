"""Tables of projects: how a city divides them, the projects with their stages, plan, applications, documents, consultations."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from cityhall.projects.terms import Favour, ProjectState, StageState, WorkState


class Rulebook(models.Model):
    """项目规则: one row. The shape of the project code and how often a key project is consulted about, each with its source."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    picture = models.CharField("代码样式", max_length=40)
    picture_source = models.CharField("代码样式来源", max_length=300)
    consult_days = models.PositiveSmallIntegerField("会商间隔（自然日）")
    consult_source = models.CharField("会商间隔来源", max_length=300)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "项目规则"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_rulebook_of_projects")]

    def __str__(self) -> str:
        return self.picture


class Profile(models.Model):
    """阶段方案. A project keeps the stages and the promise it was registered with."""

    code = models.CharField("标识", max_length=30, unique=True)
    name = models.CharField("名称", max_length=80)
    stages = models.JSONField("阶段", default=list)
    promise = models.PositiveSmallIntegerField("总时限承诺（工作日）", default=0)
    basis = models.CharField("承诺来源", max_length=300, blank=True)
    source = models.CharField("方案来源", max_length=300)
    offered = models.BooleanField("可选用", default=True)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "阶段方案"

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """投资项目. `organs`: the organs that take part, and see it: its own, those that lead its stages or have a case or a task of it."""

    number = models.CharField("项目编号", max_length=24, unique=True)
    code = models.CharField("项目代码", max_length=40, unique=True)
    name = models.CharField("项目名称", max_length=120)
    place = models.CharField("建设地点", max_length=200, blank=True)
    profile_name = models.CharField("阶段方案", max_length=80)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    organs = ArrayField(models.BigIntegerField(), verbose_name="参与单位", default=list)
    account = models.ForeignKey("ch_accounts.Account", models.PROTECT, null=True, related_name="+")
    applicant_ref = models.CharField("项目单位", max_length=40)
    applicant_name = models.CharField("项目单位名称", max_length=120)
    promise = models.PositiveSmallIntegerField("总时限承诺（工作日）", default=0)
    basis = models.CharField("承诺来源", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=ProjectState.choices(), default=ProjectState.RUNNING)
    state_why = models.CharField("停止原因", max_length=300, blank=True)
    agent_id = models.BigIntegerField("代办责任人账号", null=True)
    agent_name = models.CharField("代办责任人", max_length=80, blank=True)
    agent_since = models.DateField("代办起始", null=True)
    campaign = models.ForeignKey("ch_deadlines.Layer", models.PROTECT, null=True, related_name="+")
    campaign_from = models.DateTimeField("纳入专项行动时间", null=True)
    registered_at = models.DateTimeField("登记时间")
    registered_by = models.CharField("登记人", max_length=80)
    ended_at = models.DateTimeField("结束时间", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "投资项目"
        constraints = [
            models.CheckConstraint(
                name="project_over_has_moment",
                condition=Q(state=ProjectState.RUNNING, ended_at=None)
                | (~Q(state=ProjectState.RUNNING) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="project_campaign_has_moment",
                condition=Q(campaign=None, campaign_from=None) | Q(campaign__isnull=False, campaign_from__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-registered_at", "-id"], name="project_latest"),
            models.Index(fields=["account", "-id"], name="project_of_account"),
            models.Index(fields=["applicant_ref"], name="project_of_applicant"),
            GinIndex(fields=["organs"], name="project_of_organs"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def ref(self) -> str:
        return f"project:{self.number}"


class ProjectStage(models.Model):
    """项目的一个阶段. `closed_why`: closed by hand, because its approvals were given elsewhere."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="stages")
    key = models.CharField("标识", max_length=20)
    name = models.CharField("名称", max_length=80)
    order = models.PositiveSmallIntegerField("次序")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    waits = models.BooleanField("等前面阶段完成", default=True)
    counts = models.BooleanField("计入总时限", default=True)
    state = models.CharField("状态", max_length=10, choices=StageState.choices(), default=StageState.WAITING)
    begun_on = models.DateField("开始", null=True)
    done_on = models.DateField("完成", null=True)
    closed_why = models.CharField("人工完成的依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "项目阶段"
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="one_project_stage_a_key"),
            models.CheckConstraint(
                name="project_stage_done_when",
                condition=Q(state=StageState.DONE, done_on__isnull=False)
                | (~Q(state=StageState.DONE) & Q(done_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Milestone(models.Model):
    """计划节点. `first_due_on` is what was planned in the beginning, `due_on` what is planned now. `set_by_hand`: its day was
    written by a person and is not moved by an application."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    stage = models.ForeignKey(ProjectStage, models.PROTECT, null=True, related_name="milestones")
    name = models.CharField("节点", max_length=80)
    item_id = models.BigIntegerField("事项", null=True)
    starts_on = models.DateField("计划开始")
    due_on = models.DateField("计划完成")
    first_due_on = models.DateField("最初计划完成")
    moved_why = models.CharField("调整原因", max_length=300, blank=True)
    begun_on = models.DateField("实际开始", null=True)
    done_on = models.DateField("实际完成", null=True)
    set_by_hand = models.BooleanField("人工登记", default=False)

    class Meta:
        verbose_name = "计划节点"
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="milestone_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectLink(models.Model):
    """项目的一次申请: a single case (`case:…`), a joint application (`joint:…`), or the draft of one."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="links")
    stage = models.ForeignKey(ProjectStage, models.PROTECT, related_name="links")
    ref = models.CharField("申请", max_length=60, unique=True)
    title = models.CharField("名称", max_length=200)
    state = models.CharField("状态", max_length=10, choices=WorkState.choices(), default=WorkState.DRAFT)
    linked_at = models.DateTimeField("关联时间")
    linked_by = models.CharField("关联人", max_length=80)

    class Meta:
        verbose_name = "项目的申请"

    def __str__(self) -> str:
        return self.ref


class ProjectCase(models.Model):
    """项目的办件: every case of its applications, as it stood when it was last looked at."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="cases")
    link = models.ForeignKey(ProjectLink, models.PROTECT, related_name="cases")
    number = models.CharField("办件编号", max_length=24, unique=True)
    item_id = models.BigIntegerField("事项")
    item_name = models.CharField("事项名称", max_length=200)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=WorkState.choices())
    received_on = models.DateField("收件", null=True)
    ended_on = models.DateField("办结", null=True)

    class Meta:
        verbose_name = "项目的办件"
        indexes = [models.Index(fields=["organ", "state"], name="project_case_of_organ")]

    def __str__(self) -> str:
        return self.number


class ProjectDocument(models.Model):
    """项目材料. `inside`: for the organs alone."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="documents")
    stage = models.ForeignKey(ProjectStage, models.PROTECT, null=True, related_name="+")
    name = models.CharField("名称", max_length=120)
    document_no = models.CharField("文号", max_length=80, blank=True)
    inside = models.BooleanField("仅部门可见", default=False)
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=80)
    added_at = models.DateTimeField("加入时间")
    added_by = models.CharField("加入人", max_length=80)
    added_account = models.BigIntegerField("加入账号", null=True)
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "项目材料"
        indexes = [models.Index(fields=["sha256"], name="project_document_by_content")]

    def __str__(self) -> str:
        return self.name


class Consultation(models.Model):
    """会商记录. `shared`: the applicant sees what is being done for the project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="consultations")
    held_on = models.DateField("会商日期")
    issues = models.TextField("问题")
    conclusion = models.TextField("意见", blank=True)
    shared = models.BooleanField("告知项目单位", default=False)
    noted_at = models.DateTimeField("登记时间")
    noted_by = models.CharField("登记人", max_length=80)

    class Meta:
        verbose_name = "会商记录"
        indexes = [models.Index(fields=["project", "-held_on"], name="consultation_of_project")]

    def __str__(self) -> str:
        return f"{self.held_on:%F}"


class FollowUp(models.Model):
    """会商交办事项: its promise of time is a clock (`project_task:…`)."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="tasks")
    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="tasks")
    what = models.CharField("事项", max_length=300)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    account_id = models.BigIntegerField("责任人账号", null=True)
    person = models.CharField("责任人", max_length=80, blank=True)
    due_on = models.DateField("期限")
    done_on = models.DateField("完成", null=True)
    done_by = models.CharField("登记完成的人", max_length=80, blank=True)
    note = models.CharField("办理情况", max_length=500, blank=True)

    class Meta:
        verbose_name = "会商交办事项"
        indexes = [models.Index(fields=["organ", "due_on"], condition=Q(done_on=None), name="open_tasks_of_organ")]

    def __str__(self) -> str:
        return self.what

    @property
    def ref(self) -> str:
        return f"project_task:{self.pk}"


class Distinction(models.Model):
    """重点项目、绿色通道: by which document, for what reason, from when to when, given and ended by whom."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="distinctions")
    kind = models.CharField("种类", max_length=10, choices=Favour.choices())
    level = models.CharField("级别", max_length=40, blank=True)
    document = models.CharField("文件", max_length=200)
    reason = models.CharField("理由", max_length=300)
    first_on = models.DateField("起")
    last_on = models.DateField("止", null=True)
    given_at = models.DateTimeField("登记时间")
    given_by = models.CharField("登记人", max_length=80)
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_by = models.CharField("结束人", max_length=80, blank=True)
    ended_why = models.CharField("结束原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "项目身份"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind"], condition=Q(ended_at=None), name="one_distinction_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=F("first_on")), name="distinction_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["kind"], condition=Q(ended_at=None), name="distinctions_in_force")]

    def __str__(self) -> str:
        return f"{self.kind} {self.project_id}"
