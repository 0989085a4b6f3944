from django.contrib.postgres.fields import ArrayField
from django.db import models

from cityhall.catalogue.terms import Audience


class Saying(models.Model):
    """说法: a group of words people use, and the names of the items they mean; with an audience also a life event.
    `sounds` and `typed` are how the words sound and are typed in letters, written by the actions."""

    name = models.CharField("说法", max_length=30, unique=True)
    said = ArrayField(models.CharField(max_length=30), verbose_name="大家怎么说")
    meanings = ArrayField(models.CharField(max_length=60), verbose_name="要办什么", default=list)
    items = ArrayField(models.BigIntegerField(), verbose_name="指定事项", default=list)
    audience = models.CharField("主题", max_length=12, choices=Audience.choices(), default=Audience.NONE)
    sounds = ArrayField(models.CharField(max_length=200), default=list)
    typed = ArrayField(models.CharField(max_length=200), default=list)
    active = models.BooleanField("使用中", default=True)
    changed_at = models.DateTimeField("最近修改", null=True)  # empty: as the city began
    changed_by = models.CharField("修改人", max_length=80, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "说法"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"saying:{self.pk}"


class Question(models.Model):
    """问过的话: how often one question was asked on one day, found nothing, and was followed to a guide. Nobody's name,
    account or number is in it; the day is as fine as it gets."""

    day = models.DateField("日期")
    text = models.CharField("问题", max_length=30)
    asked = models.PositiveIntegerField("问了几次", default=0)
    unfound = models.PositiveIntegerField("没有结果", default=0)
    opened = models.PositiveIntegerField("点开了指南", default=0)
    settled = models.BooleanField("已处理", default=False)

    class Meta:
        verbose_name = "问过的话"
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="one_question_a_day")]
        indexes = [models.Index(fields=["text"], name="questions_by_text", condition=models.Q(settled=False))]

    def __str__(self) -> str:
        return self.text
