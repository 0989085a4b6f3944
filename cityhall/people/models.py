"""Who applies: natural persons and legal entities, the ties between them, and the codes sent to phones."""

from django.db import models

from cityhall.kernel.secrets.fields import SealedText

from .terms import EntityKind, IdKind, Tie, Verified


class Person(models.Model):
    """自然人: with an account if she signs in, without if only a window has met her."""

    account = models.OneToOneField("ch_accounts.Account", models.PROTECT, null=True, related_name="person")
    name = models.CharField("姓名", max_length=60, blank=True)
    id_kind = models.CharField("证件类型", max_length=12, choices=IdKind.choices(), default=IdKind.RESIDENT)
    id_number = SealedText("证件号码")
    id_index = models.CharField("证件索引", max_length=64, null=True, unique=True)  # noqa: DJ001 - unknown is not empty
    phone = SealedText("联系电话")
    phone_index = models.CharField("电话索引", max_length=64, blank=True, db_index=True)
    address = SealedText("地址")
    verified = models.CharField("实名程度", max_length=10, choices=Verified.choices(), default=Verified.NONE)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "自然人"
        indexes = [models.Index(fields=["name"], name="person_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified=Verified.NONE) | models.Q(id_index__isnull=False) & ~models.Q(name=""),
                name="person_verified_has_identity",
            )
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        return f"person:{self.pk}"


class Entity(models.Model):
    """法人或非法人组织: known by its credit code."""

    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=12, choices=EntityKind.choices())
    legal_representative = models.CharField("法定代表人（负责人）", max_length=60, blank=True)
    division_code = models.CharField("所在区划", max_length=12, blank=True)
    address = models.CharField("住所", max_length=200, blank=True)
    phone = SealedText("联系电话")
    verified = models.CharField("核验程度", max_length=10, choices=Verified.choices(), default=Verified.DECLARED)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "单位"
        indexes = [models.Index(fields=["name"], name="entity_by_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.credit_code}"

    @property
    def ref(self) -> str:
        return f"entity:{self.credit_code}"


class Link(models.Model):
    """A person stands for an entity, from a day and until another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="links")
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="links")
    tie = models.CharField("身份", max_length=24, choices=Tie.choices())
    verified = models.CharField("核验程度", max_length=10, choices=Verified.choices())
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True)

    class Meta:
        verbose_name = "单位人员"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "entity", "tie"], condition=models.Q(until_on=None), name="link_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class PhoneCode(models.Model):
    """短信验证码: the latest sent to a phone. It is kept sealed until it is used or the next one is asked for."""

    phone = SealedText("手机号码")
    phone_index = models.CharField("电话索引", max_length=64, unique=True)
    code = SealedText("验证码")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    sent_at = models.DateTimeField("发送时间")
    expires_at = models.DateTimeField("失效时间")

    class Meta:
        verbose_name = "短信验证码"
        indexes = [models.Index(fields=["expires_at"], name="phone_code_by_end")]

    def __str__(self) -> str:
        return f"{self.pk}"
