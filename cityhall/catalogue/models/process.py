from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cityhall.catalogue.terms import ProcessRule, ProposalState, Severity


class ProcessStandard(models.Model):
    """流程体检标准 the city has set for a rule, in place of what the source says. No severity: not looked at."""

    rule = models.CharField("规则", max_length=20, choices=ProcessRule.choices(), primary_key=True)
    most = models.PositiveSmallIntegerField("最多")
    severity = models.CharField("程度", max_length=10, choices=Severity.choices(), blank=True)
    source = models.CharField("依据", max_length=300)
    set_by = models.CharField("设定人", max_length=80)
    set_at = models.DateTimeField("设定时间")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "流程体检标准"

    def __str__(self) -> str:
        return f"{self.rule} ≤ {self.most}"

    @property
    def ref(self) -> str:
        return f"process-standard:{self.rule}"


class ProcessCheck(models.Model):
    """流程体检 of an item: what is in force (or, never published, its draft) was found to have. Kept, so that the report over all
    items is one count. `rules` are those it fails; `mended`: a draft waits that fails none."""

    item = models.OneToOneField("Item", models.PROTECT, related_name="process", primary_key=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+", db_index=False)
    published = models.BooleanField("已发布")
    steps = models.PositiveSmallIntegerField("环节数")
    approvals = models.PositiveSmallIntegerField("内部审批环节数")
    approvers = models.PositiveSmallIntegerField("签批环节数")
    rules = ArrayField(models.CharField(max_length=20), default=list, verbose_name="不符合的规则")
    findings = models.JSONField("问题", default=list)
    mended = models.BooleanField("草稿已改好", default=False)

    class Meta:
        verbose_name = "流程体检"
        indexes = [
            models.Index(fields=["organ", "item"], name="process_of_organ"),
            models.Index(fields=["organ", "item"], name="process_failing", condition=~Q(rules=[])),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.steps}"


class ProcessDay(models.Model):
    """What the night's count of a day found in an organ, for the change since then."""

    day = models.DateField("日期")
    organ_id = models.BigIntegerField("机构")
    items = models.PositiveIntegerField("事项数")
    failing = models.PositiveIntegerField("不符合的事项数")
    approvals = models.PositiveIntegerField("内部审批环节合计")

    class Meta:
        verbose_name = "流程体检每日数"
        constraints = [models.UniqueConstraint(fields=["day", "organ_id"], name="one_process_count_a_day")]

    def __str__(self) -> str:
        return f"{self.day:%F} {self.organ_id} {self.failing}/{self.items}"


class Proposal(models.Model):
    """优化方案 for an item's steps. `base` is the steps it was written against, `edits` what it changes; `figures` what the
    comparison said when it was last reckoned, with how much it rested on."""

    item = models.ForeignKey("Item", models.PROTECT, related_name="proposals")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+", db_index=False)
    title = models.CharField("名称", max_length=100)
    note = models.CharField("说明", max_length=1000, blank=True)
    base = models.JSONField("现行环节")
    edits = models.JSONField("改动", default=list)
    state = models.CharField("状态", max_length=10, choices=ProposalState.choices(), default=ProposalState.DRAFT)
    figures = models.JSONField("测算", null=True)
    made_by = models.CharField("起草人", max_length=80)
    made_at = models.DateTimeField("起草时间")
    compared_at = models.DateTimeField("测算时间", null=True)
    ended_by = models.CharField("采纳或放弃的人", max_length=80, blank=True)
    ended_at = models.DateTimeField("采纳或放弃的时间", null=True)
    reason = models.CharField("采纳或放弃的说明", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "优化方案"
        constraints = [
            models.CheckConstraint(
                name="proposal_compared_has_figures",
                condition=~Q(state__in=[ProposalState.COMPARED, ProposalState.ADOPTED]) | Q(figures__isnull=False),
            ),
            models.CheckConstraint(
                name="proposal_ended_has_its_day",
                condition=Q(state__in=[ProposalState.DRAFT, ProposalState.COMPARED], ended_at=None)
                | Q(state__in=[ProposalState.ADOPTED, ProposalState.DROPPED], ended_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["organ", "-id"], name="proposals_of_organ")]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        return f"proposal:{self.pk}"
