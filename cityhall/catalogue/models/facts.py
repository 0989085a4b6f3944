from django.db import models

from cityhall.catalogue.terms import FieldKind
from cityhall.catalogue.terms.policies import Held
from cityhall.kernel.secrets.fields import SealedJSON


class Fact(models.Model):
    """企业情况: one question of the shared library that conditions of policies are made of."""

    key = models.CharField("标识", max_length=30, unique=True)
    content = models.JSONField("问题")
    kind = models.CharField("类型", max_length=12, choices=FieldKind.choices())
    order = models.PositiveIntegerField("次序", default=0)
    held = models.CharField("预填来源", max_length=10, choices=Held.choices(), default=Held.NOTHING, blank=True)
    active = models.BooleanField("使用中", default=True)
    changed_at = models.DateTimeField("最近修改", null=True)  # empty: as the city began
    changed_by = models.CharField("修改人", max_length=80, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "企业情况"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.key

    @property
    def ref(self) -> str:
        return f"fact:{self.key}"


class KeptAnswers(models.Model):
    """保存的体检答案: what somebody who stands for an entity chose to keep for the next time. Sealed: turnover and taxes
    are the enterprise's own."""

    entity_ref = models.CharField("单位", max_length=40, unique=True)
    answers = SealedJSON("答案")
    kept_at = models.DateTimeField("保存时间")
    kept_by = models.BigIntegerField("保存人")

    class Meta:
        verbose_name = "保存的体检答案"

    def __str__(self) -> str:
        return self.entity_ref
