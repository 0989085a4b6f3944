from django.db import models
from django.db.models import Q

from .terms import AppealState, FindingState, Level, RuleKey, State


class SupervisionOrder(models.Model):
    """督办: one rung of the ladder against one organ about one thing; fields after GB/T 39046—2020 table 11."""

    number = models.CharField("监察编号", max_length=40, unique=True)
    level = models.CharField("级别", max_length=20, choices=Level.choices())
    state = models.CharField("状态", max_length=20, choices=State.choices(), default=State.OPEN)
    state_at = models.DateTimeField("状态产生时间")
    ref = models.CharField("对象", max_length=80, db_index=True)
    deadline = models.ForeignKey(
        "ch_deadlines.Deadline", models.PROTECT, null=True, verbose_name="时限", related_name="+"
    )
    organ = models.ForeignKey(
        "ch_organs.Organ", models.PROTECT, verbose_name="被督办机构", related_name="+", db_index=False
    )
    person_id = models.BigIntegerField("被督办人账号", null=True)
    content = models.TextField("督办内容")
    reasons = models.TextField("理由")
    warning = models.CharField("监察预警类型", max_length=10, blank=True)
    rule = models.CharField("监察规则编号", max_length=60, blank=True)
    before = models.ForeignKey(
        "self", models.PROTECT, null=True, verbose_name="上一级督办", related_name="raised", db_index=False
    )
    days = models.PositiveSmallIntegerField("回复时限（工作日）")
    issued_at = models.DateTimeField("督办发出时间")
    issued_by = models.CharField("发出人", max_length=100)
    issued_account = models.BigIntegerField("发出账号", null=True)
    outcome = models.TextField("结果描述", blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "督办"
        constraints = [
            models.UniqueConstraint(fields=["before"], name="one_order_above"),
            models.UniqueConstraint(
                fields=["deadline", "rule"], condition=~Q(rule="") & Q(before=None), name="one_order_by_rule"
            ),
        ]
        indexes = [
            models.Index(fields=["organ", "-id"], name="supervision_by_organ"),
            models.Index(fields=["-issued_at", "-number"], name="supervision_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.number}"


class Reply(models.Model):
    """回复: what the organ answered, and why it was sent back where it was."""

    order = models.ForeignKey(SupervisionOrder, models.PROTECT, verbose_name="督办", related_name="replies")
    text = models.TextField("回复内容")
    at = models.DateTimeField("回复时间")
    by = models.CharField("回复人", max_length=100)
    account_id = models.BigIntegerField("回复账号", null=True)
    sent_back = models.TextField("退回理由", blank=True)

    class Meta:
        verbose_name = "督办回复"

    def __str__(self) -> str:
        return f"{self.order_id} {self.at:%F}"


class Appeal(models.Model):
    """复核: an organ contests a red light, once. Struck out, it leaves rankings; the journal keeps it."""

    deadline = models.OneToOneField("ch_deadlines.Deadline", models.PROTECT, verbose_name="时限", related_name="+")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, verbose_name="申请机构", related_name="+")
    ref = models.CharField("对象", max_length=80)
    grounds = models.TextField("申请理由")
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.CharField("申请人", max_length=100)
    asked_account = models.BigIntegerField("申请账号", null=True)
    state = models.CharField("状态", max_length=20, choices=AppealState.choices(), default=AppealState.ASKED)
    reason = models.TextField("决定理由", blank=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_by = models.CharField("决定人", max_length=100, blank=True)

    class Meta:
        verbose_name = "红灯复核"
        indexes = [models.Index(fields=["organ", "-id"], name="appeal_by_organ")]

    def __str__(self) -> str:
        return f"{self.ref} {self.get_state_display()}"


class OrderFile(models.Model):
    """附件: what was attached to an order or to its reply."""

    order = models.ForeignKey(SupervisionOrder, models.PROTECT, verbose_name="督办", related_name="files")
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=80)
    at = models.DateTimeField("加入时间")
    by = models.CharField("加入人", max_length=100)

    class Meta:
        verbose_name = "督办附件"
        indexes = [models.Index(fields=["sha256"], name="order_file_by_content")]
        constraints = [models.UniqueConstraint(fields=["order", "sha256"], name="one_file_an_order")]

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """监察规则, in versions: the one without an end is in force; what it found or issued names its version."""

    key = models.CharField("规则", max_length=30, choices=RuleKey.choices())
    number = models.PositiveIntegerField("版次")
    enabled = models.BooleanField("启用")
    values = models.JSONField("参数", default=dict)
    reason = models.CharField("依据", max_length=300)
    from_at = models.DateTimeField("生效时间")
    until_at = models.DateTimeField("停用时间", null=True)
    saved_by = models.CharField("保存人", max_length=80)

    class Meta:
        verbose_name = "监察规则"
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="rules_are_counted"),
            models.UniqueConstraint(fields=["key"], condition=Q(until_at=None), name="one_rule_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} 第 {self.number} 版"


class Finding(models.Model):
    """异常: what a rule found, with the facts that prove it; confirmed or dismissed by a person, once."""

    key = models.CharField("规则", max_length=30, choices=RuleKey.choices())
    rule_number = models.PositiveIntegerField("规则版次")
    ref = models.CharField("对象", max_length=80)
    mark = models.CharField("区分", max_length=80, blank=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, verbose_name="机构", related_name="+", db_index=False)
    item_id = models.BigIntegerField("事项", null=True)
    title = models.CharField("事由", max_length=200)
    happened_at = models.DateTimeField("发生时间")
    found_at = models.DateTimeField("发现时间")
    facts = models.JSONField("事实", default=list)
    state = models.CharField("状态", max_length=20, choices=FindingState.choices(), default=FindingState.RAISED)
    reason = models.TextField("核查意见", blank=True)
    decided_at = models.DateTimeField("核查时间", null=True)
    decided_by = models.CharField("核查人", max_length=100, blank=True)
    order_number = models.CharField("督办编号", max_length=40, blank=True)

    class Meta:
        verbose_name = "异常"
        constraints = [models.UniqueConstraint(fields=["key", "ref", "mark"], name="found_once")]
        indexes = [
            models.Index(fields=["organ", "-id"], name="finding_by_organ"),
            models.Index(fields=["key", "state"], name="finding_by_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} {self.ref}"
