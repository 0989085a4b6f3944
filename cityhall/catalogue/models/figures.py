from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cityhall.organs.terms import Level


class VersionFigures(models.Model):
    """版本数据: what is counted of a published version, and the days it was in force: a narrow table, so that a city of a
    hundred thousand items is summed up while somebody waits. Written by publishing and retiring, in their transaction.
    `until_on` is the first day on which it is no longer in force."""

    version = models.OneToOneField("ItemVersion", models.PROTECT, primary_key=True, related_name="figures")
    item = models.ForeignKey("Item", models.PROTECT, related_name="figures", db_index=False)
    number = models.PositiveIntegerField("版本号")
    name = models.CharField("事项名称", max_length=300)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+", db_index=False)
    level = models.CharField("级别", max_length=1, choices=Level.choices())
    from_on = models.DateField("生效日")
    until_on = models.DateField("失效日", null=True)
    visits = models.PositiveSmallIntegerField("到现场次数")
    materials = models.PositiveSmallIntegerField("必须提交的材料")
    promised = models.FloatField("承诺时限（工作日）")
    statutory = models.FloatField("法定时限（工作日）")
    steps = models.PositiveSmallIntegerField("环节")
    instant = models.BooleanField("即办件")
    online = models.BooleanField("网上可办")
    whole = models.BooleanField("全程网办")
    in_centre = models.BooleanField("进驻中心")
    charged = models.BooleanField("收费")
    once = models.BooleanField("最多跑一次")
    hindrances = ArrayField(models.CharField(max_length=10), verbose_name="不符合的原因", default=list)

    class Meta:
        verbose_name = "版本数据"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_set_of_figures_a_number"),
            models.UniqueConstraint(fields=["item"], condition=Q(until_on=None), name="one_set_of_figures_in_force"),
            models.CheckConstraint(
                name="figures_end_after_start", condition=Q(until_on=None) | Q(until_on__gte=F("from_on"))
            ),
        ]
        indexes = [
            models.Index(fields=["name", "item"], name="figures_by_name", condition=Q(until_on=None)),
            models.Index(fields=["organ", "name", "item"], name="figures_of_organ", condition=Q(until_on=None)),
            models.Index(fields=["name", "item"], name="figures_hindered", condition=Q(until_on=None, once=False)),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"
