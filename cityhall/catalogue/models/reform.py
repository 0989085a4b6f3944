from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cityhall.catalogue.terms import ReformKind


class ReformRound(models.Model):
    """改革批次: entries that one document made, counted together."""

    title = models.CharField("名称", max_length=200)
    document = models.CharField("文号", max_length=200)
    issued_on = models.DateField("印发日期")
    note = models.CharField("说明", max_length=1000, blank=True)
    made_by = models.CharField("登记人", max_length=80)
    made_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "改革批次"
        constraints = [models.UniqueConstraint(fields=["title", "document"], name="one_round_a_document")]
        indexes = [models.Index(fields=["-issued_on", "-id"], name="rounds_by_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        return f"reform-round:{self.pk}"


class ReformEntry(models.Model):
    """改革台账的一条: what was done, by which document, from which day, to which items. `subjects` are the proofs or
    preconditions it names; `outside` are items that are in no list here any more. Its effect is never written down:
    it is reckoned from the versions before and after."""

    round = models.ForeignKey(ReformRound, models.PROTECT, null=True, related_name="entries")
    kind = models.CharField("类型", max_length=15, choices=ReformKind.choices())
    title = models.CharField("事由", max_length=200)
    document = models.CharField("文件名称和文号", max_length=200)
    effective_on = models.DateField("生效日期")
    subjects = ArrayField(models.CharField(max_length=200), verbose_name="取消的证明或前置条件", default=list)
    outside = ArrayField(models.CharField(max_length=300), verbose_name="不在库的事项", default=list)
    into = models.ForeignKey("Item", models.PROTECT, null=True, related_name="+")
    everywhere = models.BooleanField("全市所有事项", default=False)
    note = models.CharField("说明", max_length=1000, blank=True)
    made_by = models.CharField("登记人", max_length=80)
    made_at = models.DateTimeField("登记时间")
    lifted_on = models.DateField("撤销登记日", null=True)
    lifted_why = models.CharField("撤销登记的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "改革台账"
        constraints = [
            models.CheckConstraint(name="lifted_entry_says_why", condition=Q(lifted_on=None) | ~Q(lifted_why="")),
            models.CheckConstraint(
                name="everywhere_is_of_proofs", condition=Q(everywhere=False) | Q(kind=ReformKind.PROOF)
            ),
        ]
        indexes = [
            models.Index(fields=["-effective_on", "-id"], name="entries_by_day"),
            models.Index(fields=["id"], name="entries_everywhere", condition=Q(everywhere=True)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        return f"reform:{self.pk}"


class ReformItem(models.Model):
    """An item an entry concerns, and the version in force when it was registered: what its effect is measured from."""

    entry = models.ForeignKey(ReformEntry, models.PROTECT, related_name="items")
    item = models.ForeignKey("Item", models.PROTECT, related_name="reforms")
    before = models.ForeignKey("ItemVersion", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "改革涉及的事项"
        constraints = [models.UniqueConstraint(fields=["entry", "item"], name="once_in_an_entry")]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.item_id}"
