from django.db import models

from cityhall.catalogue.terms import Severity


class Checkup(models.Model):
    """指南体检: what an item's guide was found to lack, under which version of the item. Kept, so that lists over all items
    are quick; an item that has changed since is looked at again in the background."""

    item = models.OneToOneField("Item", models.PROTECT, related_name="checkup", primary_key=True)
    seen = models.PositiveIntegerField("体检时的版本")
    blocks = models.PositiveSmallIntegerField("影响发布", default=0)
    mends = models.PositiveSmallIntegerField("应当整改", default=0)
    hints = models.PositiveSmallIntegerField("建议", default=0)
    checked_at = models.DateTimeField("体检时间")

    class Meta:
        verbose_name = "指南体检"
        indexes = [models.Index(fields=["checked_at"], name="checkups_by_age")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.blocks}/{self.mends}/{self.hints}"


class Finding(models.Model):
    """One thing found: by which rule, how heavy, where, what to do. `organ` is the item's, for lists by organ."""

    item = models.ForeignKey("Item", models.PROTECT, related_name="findings")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField("规则", max_length=40)
    severity = models.CharField("程度", max_length=10, choices=Severity.choices())
    place = models.CharField("位置", max_length=80)
    sentence = models.CharField("问题和怎么改", max_length=500)

    class Meta:
        verbose_name = "体检发现"
        indexes = [
            models.Index(fields=["organ", "rule", "severity"], name="findings_of_organ"),
            models.Index(fields=["rule", "id"], name="findings_by_rule"),
            models.Index(fields=["severity", "id"], name="findings_by_severity"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.rule}"
