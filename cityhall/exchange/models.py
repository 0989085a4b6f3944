"""Tables of the exchange. Secrets and tokens are only ever compared, so they are kept as digests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cityhall.exchange.terms import StopCause
from cityhall.kernel.secrets.fields import SealedText


class Client(models.Model):
    """对接系统: a program of an organ that asks the open API, with what it may ask."""

    key = models.CharField("系统标识", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, verbose_name="主管单位")
    account_id = models.BigIntegerField("账号", unique=True)
    role_key = models.CharField("服务角色", max_length=40)
    contact = models.CharField("联系人", max_length=60)
    phone = SealedText("联系电话")
    scopes = ArrayField(models.CharField(max_length=40), verbose_name="授权范围")
    networks = ArrayField(models.CharField(max_length=50), default=list, verbose_name="来源网段")
    per_minute = models.PositiveIntegerField("每分钟上限")
    per_day = models.PositiveIntegerField("每日上限")
    expires_on = models.DateField("有效期至", null=True)
    suspended_at = models.DateTimeField("停用时间", null=True)
    made_at = models.DateTimeField("登记时间")
    made_by = models.BigIntegerField("登记人账号", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "对接系统"

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"client:{self.key}"


class Secret(models.Model):
    """密钥 of a client, as a digest. Two may be valid at once, so that one can follow the other without a gap."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="secrets")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField("生成时间")
    ended_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "密钥"
        indexes = [models.Index(fields=["client"], condition=Q(ended_at=None), name="secrets_in_use")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.made_at:%F}"


class Token(models.Model):
    """令牌: short-lived, kept as a digest; ends with the secret it was given for."""

    digest = models.CharField(max_length=64, primary_key=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="tokens")
    secret = models.ForeignKey(Secret, models.PROTECT, related_name="tokens")
    ends_at = models.DateTimeField("失效时间")

    class Meta:
        verbose_name = "令牌"
        indexes = [models.Index(fields=["ends_at"], name="tokens_by_end")]

    def __str__(self) -> str:
        return self.digest[:8]


class Usage(models.Model):
    """用量 of a client on one day; `in_minute` counts the calls of the minute that began at `minute`."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="usage")
    day = models.DateField("日期")
    calls = models.PositiveIntegerField("调用", default=0)
    refused = models.PositiveIntegerField("被拒", default=0)
    minute = models.DateTimeField("分钟")
    in_minute = models.PositiveIntegerField("本分钟", default=0)
    last_at = models.DateTimeField("最近调用")

    class Meta:
        verbose_name = "用量"
        constraints = [models.UniqueConstraint(fields=["client", "day"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.calls}"


class Subscription(models.Model):
    """订阅: the events a client is told of, where, and how far it has been told. One teller at a time holds the lease; who
    holds it no longer may not move the mark."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="subscriptions")
    url = models.CharField("接收地址", max_length=500)
    kinds = ArrayField(models.CharField(max_length=60), verbose_name="事件")
    secret = SealedText("签名密钥")
    secret_at = models.DateTimeField("密钥生成时间")
    former_secret = SealedText("上一个签名密钥", blank=True)
    batch = models.BigIntegerField("已读到的批次", default=0)
    line = models.PositiveIntegerField("批次内已读行数", default=0)
    since = models.DateTimeField("从何时的事件起", null=True)
    made_at = models.DateTimeField("登记时间")
    told_at = models.DateTimeField("最近送达", null=True)
    failures = models.PositiveIntegerField("连续失败", default=0)
    failing_since = models.DateTimeField("何时起失败", null=True)
    next_at = models.DateTimeField("下次发送不早于")
    stopped_at = models.DateTimeField("停用时间", null=True)
    cause = models.CharField("停用原因", max_length=20, choices=StopCause.choices(), blank=True)
    lease = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "事件订阅"
        indexes = [models.Index(fields=["next_at"], condition=Q(stopped_at=None), name="subscriptions_due")]
        constraints = [
            models.CheckConstraint(
                name="subscription_stops_for_a_cause",
                condition=Q(stopped_at=None, cause="") | (Q(stopped_at__isnull=False) & ~Q(cause="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.url}"

    @property
    def ref(self) -> str:
        return f"subscription:{self.pk}"


class Delivery(models.Model):
    """推送记录: one try to tell one event, kept for a month."""

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="deliveries")
    event_id = models.CharField("事件编号", max_length=40)
    kind = models.CharField("事件", max_length=60)
    ref = models.CharField("对象", max_length=80)
    at = models.DateTimeField("时间")
    attempt = models.PositiveIntegerField("第几次")
    good = models.BooleanField("送达")
    status = models.PositiveSmallIntegerField("答复", null=True)
    reason = models.CharField("原因", max_length=120, blank=True)
    took = models.PositiveIntegerField("毫秒")

    class Meta:
        verbose_name = "推送记录"
        indexes = [
            models.Index(fields=["subscription", "-id"], name="deliveries_newest"),
            models.Index(fields=["at"], name="deliveries_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.status}"
