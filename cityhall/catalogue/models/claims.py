from django.db import models
from django.db.models import Q

from cityhall.catalogue.terms import ClaimState


class UpperList(models.Model):
    """上级清单: matters sent down with a document, to be answered by every organ it went to until a day."""

    title = models.CharField("名称", max_length=200)
    document = models.CharField("文号", max_length=100)
    issued_on = models.DateField("印发日期")
    due_on = models.DateField("认领期限")
    sent_at = models.DateTimeField("下发时间")
    sent_by = models.CharField("下发人", max_length=80)
    round = models.PositiveIntegerField("轮次", default=1)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "上级清单"

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        return f"upper-list:{self.pk}"


class UpperItem(models.Model):
    """清单里的一项: an entry of the base list, as one of those that are to be claimed."""

    upper_list = models.ForeignKey(UpperList, models.PROTECT, related_name="items")
    entry = models.ForeignKey("BaseEntry", models.PROTECT, related_name="sent")

    class Meta:
        verbose_name = "上级清单事项"
        constraints = [models.UniqueConstraint(fields=["upper_list", "entry"], name="once_in_an_upper_list")]

    def __str__(self) -> str:
        return f"{self.upper_list_id}: {self.entry_id}"

    @property
    def ref(self) -> str:
        return f"upper-item:{self.pk}"


class Claim(models.Model):
    """认领: one organ's answer to one item of an upper list, and the local item that came of it. `stale` says why a
    review opened it again; `edition` is the entry's as it was answered."""

    upper = models.ForeignKey(UpperItem, models.PROTECT, related_name="claims")
    upper_list = models.ForeignKey(UpperList, models.PROTECT, related_name="claims")
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, related_name="+")
    state = models.CharField("答复", max_length=10, choices=ClaimState.choices(), default=ClaimState.OPEN)
    item = models.ForeignKey("ch_catalogue.Item", models.PROTECT, null=True, related_name="claims")
    reason = models.CharField("说明", max_length=300, blank=True)
    due_on = models.DateField("期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.CharField("答复人", max_length=80, blank=True)
    edition = models.PositiveIntegerField("答复时的版次", default=0)
    stale = models.JSONField("回头看原因", default=list)
    round = models.PositiveIntegerField("轮次", default=1)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "事项认领"
        constraints = [
            models.UniqueConstraint(fields=["upper", "organ"], name="one_claim_an_organ"),
            models.CheckConstraint(
                name="refused_claim_says_why", condition=~Q(state=ClaimState.REFUSED) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="claim_taken_has_its_item",
                condition=~Q(state__in=[ClaimState.CLAIMED, ClaimState.ADAPTED]) | Q(item__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["organ", "state", "due_on", "id"], name="claims_of_organ"),
            models.Index(fields=["upper_list", "organ", "state"], name="claims_of_list"),
        ]

    def __str__(self) -> str:
        return f"{self.upper_id} @ {self.organ_id}"

    @property
    def ref(self) -> str:
        return f"claim:{self.pk}"
