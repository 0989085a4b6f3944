from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cityhall.catalogue.terms.library import Shelf


class LibraryEntry(models.Model):
    """标准字段、标准材料: what one is wherever it is asked for. Items refer to it by shelf and code; a published version
    holds what the entry said on its day."""

    shelf = models.CharField("库", max_length=10, choices=Shelf.choices())
    code = models.CharField("标识", max_length=40)
    name = models.CharField("名称", max_length=200)
    aliases = ArrayField(models.CharField(max_length=60), default=list, verbose_name="别名")
    content = models.JSONField("规则", default=dict)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+")  # null: the whole city's
    retired_on = models.DateField("停用日期", null=True)
    retired_why = models.CharField("停用原因", max_length=300, blank=True)
    instead = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    until = models.DateField("最迟更换日期", null=True)
    changed_at = models.DateTimeField("最近修改")
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "标准库条目"
        constraints = [
            models.UniqueConstraint(fields=["shelf", "code"], name="one_library_entry_a_code"),
            models.CheckConstraint(
                name="retired_library_entry_says_why", condition=Q(retired_on=None) | ~Q(retired_why="")
            ),
        ]
        indexes = [
            models.Index(fields=["shelf", "name", "id"], name="library_by_name"),
            models.Index(fields=["shelf", "id"], name="library_retired", condition=Q(retired_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"library:{self.shelf}/{self.code}"


class LibraryVersion(models.Model):
    """What an entry said from when on, who made it so and why."""

    entry = models.ForeignKey(LibraryEntry, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本号")
    name = models.CharField("名称", max_length=200)
    content = models.JSONField("规则")
    from_at = models.DateTimeField("生效时间")
    by = models.CharField("修改人", max_length=80)
    why = models.CharField("原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "标准库条目版本"
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="one_library_version_a_number")]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.number}"
