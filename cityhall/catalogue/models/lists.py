from django.db import models
from django.db.models import Q

from cityhall.catalogue.terms import Level, PlanKind, PlanState, Procedure


class BaseEntry(models.Model):
    """基本目录条目: what a list above says of a matter, national, provincial or the city's own. It states what it fixes;
    what it leaves unsaid is as the entry above it has it, and below that free. `edition` counts what it says anew,
    `version` every touch; `law_changed_on` is when its law last changed, as far as the city was told."""

    base_code = models.CharField("基本编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=300)
    procedure = models.CharField("事项类型", max_length=20, choices=Procedure.choices())
    level = models.CharField("目录层级", max_length=10, choices=Level.choices())
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    content = models.JSONField("统一要素", default=dict)
    source = models.CharField("文件依据", max_length=300)
    retired_on = models.DateField("废止日期", null=True)
    retired_why = models.CharField("废止原因", max_length=300, blank=True)
    law_changed_on = models.DateField("依据修订日", null=True)
    edition = models.PositiveIntegerField("版次", default=1)
    changed_at = models.DateTimeField("最近修改")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "基本目录条目"
        constraints = [
            models.CheckConstraint(name="no_entry_above_itself", condition=~Q(parent=models.F("id"))),
            models.CheckConstraint(
                name="retired_entry_says_why", condition=Q(retired_on=None) | ~Q(retired_why="")
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["name", "id"], name="entries_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"entry:{self.pk}"


class Plan(models.Model):
    """发布计划: on that day the draft is published, or the item taken out of service. At most one of each kind waits."""

    item = models.ForeignKey("Item", models.PROTECT, related_name="plans")
    kind = models.CharField("做什么", max_length=10, choices=PlanKind.choices())
    on = models.DateField("日期")
    number = models.PositiveIntegerField("版本号")
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.CharField("安排人", max_length=80)
    made_at = models.DateTimeField("安排时间")
    state = models.CharField("状态", max_length=10, choices=PlanState.choices(), default=PlanState.WAITING)
    ended_at = models.DateTimeField("了结时间", null=True)
    outcome = models.CharField("结果", max_length=500, blank=True)

    class Meta:
        verbose_name = "发布计划"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind"], condition=Q(state=PlanState.WAITING), name="one_plan_waits"
            ),
            models.CheckConstraint(
                name="ended_plan_has_its_time",
                condition=Q(state=PlanState.WAITING, ended_at=None) | Q(~Q(state=PlanState.WAITING), ended_at__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["on", "id"], name="plans_waiting", condition=Q(state=PlanState.WAITING))]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind} {self.on}"
