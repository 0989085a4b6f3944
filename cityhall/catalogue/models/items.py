from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from cityhall.catalogue.terms import Procedure, VersionStatus


class Item(models.Model):
    """事项: the stable identity. Permissions and statistics attach here; what it asks and promises is in its
    versions. `words` and `pairs` are written by the actions, never by a trigger."""

    item_code = models.CharField("实施编码", max_length=64, unique=True)
    base_code = models.CharField("基本编码", max_length=40, blank=True)
    name = models.CharField("名称", max_length=300)
    group = models.CharField("主项名称", max_length=300, blank=True)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="items")
    procedure = models.CharField("事项类型", max_length=20, choices=Procedure.choices())
    division_code = models.CharField("行政区划代码", max_length=12)
    short_code = models.CharField("简码", max_length=12, blank=True)
    initials = models.CharField("拼音首字母", max_length=300, blank=True)
    words = SearchVectorField("词", default="")
    pairs = SearchVectorField("字对与读音", default="")
    handling_code = models.CharField("业务办理项编码", max_length=50, blank=True, default="")
    local_base_code = models.CharField("地方（旧）基本编码", max_length=40, blank=True, default="")
    local_item_code = models.CharField("地方（旧）实施编码", max_length=64, blank=True, default="")
    upper = models.ForeignKey("BaseEntry", models.PROTECT, null=True, related_name="items")
    featured = models.BooleanField("常用", default=False)
    doubts = models.JSONField("导入疑点", default=list)
    published_version = models.ForeignKey(
        "ItemVersion", models.PROTECT, null=True, related_name="+", db_index=False
    )  # no index: retiring then leaves the search indexes alone
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "事项"
        constraints = [
            models.UniqueConstraint(fields=["short_code"], condition=~Q(short_code=""), name="one_item_a_short_code")
        ]
        indexes = [
            GinIndex(fields=["words"], name="items_by_word"),
            GinIndex(fields=["pairs"], name="items_by_pair"),
            models.Index(fields=["organ", "name", "id"], name="items_of_organ"),
            models.Index(fields=["name", "id"], name="items_by_name"),
            models.Index(
                fields=["short_code"],
                name="items_by_short_code",
                opclasses=["varchar_pattern_ops"],
                condition=~Q(short_code=""),
            ),
            models.Index(fields=["id"], name="items_featured", condition=Q(featured=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"item:{self.pk}"


class ItemVersion(models.Model):
    """实施清单的一个版本. A draft may change; once published it never does: cases are pinned to it. `frozen` holds what
    publishing took from elsewhere (regime, names), so that a version is whole by itself."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本号")
    status = models.CharField("状态", max_length=10, choices=VersionStatus.choices())
    content = models.JSONField("内容", default=dict)
    frozen = models.JSONField("发布时固定的内容", null=True)
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.CharField("发布人", max_length=80, blank=True)
    retired_at = models.DateTimeField("停用时间", null=True)
    note = models.CharField("说明", max_length=300, blank=True)
    uses = ArrayField(models.CharField(max_length=60), default=list, db_default=[], verbose_name="引用的标准库条目")

    class Meta:
        verbose_name = "事项版本"
        indexes = [GinIndex(fields=["uses"], name="versions_by_use", condition=~Q(uses=[]))]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_version_a_number"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(status=VersionStatus.PUBLISHED), name="one_published_version"
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(status=VersionStatus.DRAFT), name="one_draft"),
            models.CheckConstraint(
                name="published_is_whole",
                condition=Q(status=VersionStatus.DRAFT, published_at=None, frozen__isnull=True)
                | Q(~Q(status=VersionStatus.DRAFT), published_at__isnull=False, frozen__isnull=False),
            ),
            models.CheckConstraint(
                name="retired_has_its_day", condition=Q(retired_at=None) | Q(status=VersionStatus.RETIRED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class Regime(models.Model):
    """事项类型规则: what the law of a procedure says in this city, with its source. `known` are the moves of the law's
    own table when it was last sown: what the table knows since then is added, what the city left out stays out."""

    procedure = models.CharField("事项类型", max_length=20, primary_key=True, choices=Procedure.choices())
    content = models.JSONField("规则")
    source = models.CharField("依据", max_length=300)
    known = models.JSONField("已知环节", null=True)
    changed_at = models.DateTimeField("最近修改", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "事项类型规则"

    def __str__(self) -> str:
        return Procedure(self.procedure).label

    @property
    def ref(self) -> str:
        return f"regime:{self.procedure}"


class RegimeVersion(models.Model):
    """办理规则的历史: what was in force from when, who made it so and why. The last one is what `Regime` holds."""

    procedure = models.CharField("事项类型", max_length=20, choices=Procedure.choices())
    number = models.PositiveIntegerField("版本号")
    content = models.JSONField("规则")
    from_at = models.DateTimeField("生效时间", null=True)  # empty: since the city began
    by = models.CharField("修改人", max_length=80, blank=True)
    why = models.CharField("原因和依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "事项类型规则版本"
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="one_regime_version_a_number")]

    def __str__(self) -> str:
        return f"{self.procedure} v{self.number}"
