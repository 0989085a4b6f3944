from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from cityhall.catalogue.terms.fronts import FrontKind
from cityhall.catalogue.terms.policies import PolicyKind


class Composed(models.Model):
    """What somebody writes and publishes by editions: a draft that may change, editions that never do. Which edition is in
    force goes by the day, so nothing has to run for one to begin or to end."""

    name = models.CharField("名称", max_length=120)
    draft = models.JSONField("草稿", default=dict)
    drafted_at = models.DateTimeField("草稿保存时间")
    drafted_by = models.CharField("草稿保存人", max_length=80)
    withdrawn_on = models.DateField("撤下日期", null=True)
    withdrawn_why = models.CharField("撤下原因", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """一版: what is shown from a day on, until a later one begins or it is dropped."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveIntegerField("版本号")
    content = models.JSONField("内容")
    from_on = models.DateField("起始日期")
    published_at = models.DateTimeField("发布时间")
    published_by = models.CharField("发布人", max_length=80)
    note = models.CharField("说明", max_length=300, blank=True)
    dropped_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        abstract = True


class Front(Composed):
    """版面: an organ's flagship page, or the column of a life event."""

    kind = models.CharField("种类", max_length=10, choices=FrontKind.choices())
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+")
    saying = models.ForeignKey("Saying", models.PROTECT, null=True, related_name="fronts")

    class Meta:
        verbose_name = "版面"
        constraints = [
            models.CheckConstraint(
                name="front_belongs_somewhere",
                condition=Q(kind=FrontKind.FLAGSHIP, organ__isnull=False, saying=None)
                | Q(kind=FrontKind.TOPIC, organ=None, saying__isnull=False),
            ),
            models.UniqueConstraint(fields=["organ"], condition=~Q(organ=None), name="one_flagship_an_organ"),
            models.UniqueConstraint(fields=["saying"], condition=~Q(saying=None), name="one_column_a_life_event"),
        ]
        indexes = [models.Index(fields=["kind", "name", "id"], name="fronts_by_name")]

    @property
    def ref(self) -> str:
        return f"front:{self.pk}"


class FrontEdition(Edition):
    """一版版面. `items` are all the items it points at, by which a guide finds the columns it belongs to."""

    owner = models.ForeignKey(Front, models.PROTECT, related_name="editions")
    items = ArrayField(models.BigIntegerField(), verbose_name="事项", default=list)

    class Meta:
        verbose_name = "版面的一版"
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="one_front_edition_a_number")]
        indexes = [
            models.Index(fields=["owner", "-from_on", "-number"], name="front_editions_in_force"),
            GinIndex(fields=["items"], name="front_editions_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} v{self.number}"


class Policy(Composed):
    """惠企政策."""

    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "惠企政策"
        indexes = [models.Index(fields=["organ", "name", "id"], name="policies_of_organ")]

    @property
    def ref(self) -> str:
        return f"policy:{self.pk}"


class PolicyEdition(Edition):
    """一版政策. What lists are filtered by stands in columns of its own, as the content says it."""

    owner = models.ForeignKey(Policy, models.PROTECT, related_name="editions")
    kind = models.CharField("给什么", max_length=10, choices=PolicyKind.choices())
    valid_from = models.DateField("施行日期")
    valid_to = models.DateField("失效日期", null=True)
    apply_to = models.DateField("申报截止", null=True)

    class Meta:
        verbose_name = "政策的一版"
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="one_policy_edition_a_number"),
            models.CheckConstraint(
                name="policy_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from"))
            ),
        ]
        indexes = [models.Index(fields=["owner", "-from_on", "-number"], name="policy_editions_in_force")]

    def __str__(self) -> str:
        return f"{self.owner_id} v{self.number}"
