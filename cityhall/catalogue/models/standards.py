from django.db import models
from django.db.models import Q

from cityhall.catalogue.terms import GroupState, RunState


class StandardRun(models.Model):
    """比对: all items compared once, in the background; `done` of `total` says how far it is."""

    state = models.CharField("状态", max_length=10, choices=RunState.choices(), default=RunState.QUEUED)
    started_at = models.DateTimeField("开始时间")
    started_by = models.CharField("发起人", max_length=80)
    ended_at = models.DateTimeField("完成时间", null=True)
    total = models.PositiveIntegerField("事项数", default=0)
    done = models.PositiveIntegerField("已比对", default=0)
    found = models.PositiveIntegerField("组数", default=0)

    class Meta:
        verbose_name = "事项比对"
        constraints = [
            models.CheckConstraint(
                name="run_done_has_its_end", condition=Q(state=RunState.DONE, ended_at__isnull=False)
                | (~Q(state=RunState.DONE) & Q(ended_at=None)),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"run {self.pk}"

    @property
    def ref(self) -> str:
        return f"standard-run:{self.pk}"


class Standard(models.Model):
    """标准事项: one matter, one name, one base code, for every organ that handles it."""

    base_code = models.CharField("基本编码", max_length=12, unique=True)
    name = models.CharField("标准名称", max_length=300)
    made_at = models.DateTimeField("确定时间")
    made_by = models.CharField("确定人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "标准事项"
        indexes = [models.Index(fields=["name", "id"], name="standards_by_name")]

    def __str__(self) -> str:
        return f"{self.base_code} {self.name}"

    @property
    def ref(self) -> str:
        return f"standard:{self.pk}"


class StandardGroup(models.Model):
    """疑似同一事项: items a run takes for one matter, until a person has said what they are. `key` is of its members,
    so that what was once rejected is not proposed again."""

    run = models.ForeignKey(StandardRun, models.PROTECT, related_name="groups")
    name = models.CharField("建议名称", max_length=300)
    base_code = models.CharField("建议编码", max_length=12, blank=True)
    score = models.FloatField("相似分")
    key = models.CharField("成员指纹", max_length=64)
    size = models.PositiveIntegerField("事项数")
    state = models.CharField("状态", max_length=10, choices=GroupState.choices(), default=GroupState.OPEN)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    standard = models.ForeignKey(Standard, models.PROTECT, null=True, related_name="groups")
    decided_at = models.DateTimeField("处理时间", null=True)
    decided_by = models.CharField("处理人", max_length=80, blank=True)
    why = models.CharField("理由", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "疑似同一事项"
        constraints = [
            models.CheckConstraint(
                name="confirmed_group_has_standard",
                condition=~Q(state=GroupState.CONFIRMED) | Q(standard__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="groups_by_state"),
            models.Index(fields=["key"], name="groups_rejected", condition=Q(state=GroupState.REJECTED)),
        ]

    def __str__(self) -> str:
        return f"{self.name} ×{self.size}"

    @property
    def ref(self) -> str:
        return f"standard-group:{self.pk}"


class GroupMember(models.Model):
    """An item in a group, with its likeness to the first one in words."""

    group = models.ForeignKey(StandardGroup, models.PROTECT, related_name="members")
    item = models.ForeignKey("ch_catalogue.Item", models.PROTECT, related_name="+")
    place = models.PositiveIntegerField("顺序")
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "组内事项"
        constraints = [models.UniqueConstraint(fields=["group", "item"], name="once_in_a_group")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.item_id}"


class StandardMapping(models.Model):
    """事项归入标准事项: which item belongs to which standard since when, and the codes it had and got. Rows end, they
    never go: what an item was once called by still finds it."""

    item = models.ForeignKey("ch_catalogue.Item", models.PROTECT, related_name="mappings")
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="mappings")
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止", null=True)
    by = models.CharField("操作人", max_length=80)
    old_base_code = models.CharField("原基本编码", max_length=40, blank=True)
    old_item_code = models.CharField("原实施编码", max_length=64)
    new_base_code = models.CharField("新基本编码", max_length=40)
    new_item_code = models.CharField("新实施编码", max_length=64)

    class Meta:
        verbose_name = "事项归入标准事项"
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(until_at=None), name="one_standard_an_item"),
        ]
        indexes = [
            models.Index(fields=["old_item_code"], name="mapping_by_old_item_code"),
            models.Index(fields=["old_base_code"], name="mapping_by_old_base_code"),
        ]

    def __str__(self) -> str:
        return f"{self.old_base_code} → {self.new_base_code}"
