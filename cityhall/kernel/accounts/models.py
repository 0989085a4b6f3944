from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from cityhall.kernel.secrets.fields import SealedText

from .terms import Kind


class Accounts(BaseUserManager["Account"]):
    """Django's own lookup by login name; accounts are made in `actions`."""


class Account(AbstractBaseUser):
    """账号: what a person signs in with. Who the person is hangs on it: staff in `organs`, citizens in `people`."""

    login = models.CharField("登录名", max_length=80, unique=True)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices())
    is_active = models.BooleanField("可用", default=True)
    must_change = models.BooleanField("须修改密码", default=False)
    password_changed_at = models.DateTimeField("密码修改时间", null=True)
    signed_in_at = models.DateTimeField("最近登录", null=True)
    created_at = models.DateTimeField("创建时间")
    sessions_ended_at = models.DateTimeField("此前的登录作废", null=True)

    last_login = None

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Accounts] = Accounts()

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.login

    @property
    def ref(self) -> str:
        return f"account:{self.pk}"


class SecondFactor(models.Model):
    """第二因素: the shared secret of an authenticator (RFC 6238), in force once its first code was right. `last_step` is the last
    interval whose code was used: no code opens twice. `recovery` are blind indexes of codes for a lost phone."""

    account = models.OneToOneField(Account, models.PROTECT, verbose_name="账号", related_name="second")
    secret = SealedText("密钥")
    created_at = models.DateTimeField("创建时间")
    confirmed_at = models.DateTimeField("启用时间", null=True)
    last_step = models.BigIntegerField("最后用过的时段", default=0)
    recovery = models.JSONField("恢复码", default=list)

    class Meta:
        verbose_name = "第二因素"

    def __str__(self) -> str:
        return f"account:{self.account_id}"


class Provider(models.Model):
    """统一身份登录: whose word is taken for who somebody is (OpenID Connect), at which door, and which of its claims says so."""

    key = models.CharField("标识", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40)
    door = models.CharField("用于", max_length=10, choices=Kind.choices())
    issuer = models.CharField("签发方地址", max_length=300)
    client_id = models.CharField("应用标识", max_length=200)
    client_secret = SealedText("应用密钥")
    scopes = models.CharField("授权范围", max_length=200)
    claim = models.CharField("身份字段", max_length=60)
    name_claim = models.CharField("姓名字段", max_length=60, blank=True)
    is_open = models.BooleanField("启用", default=True)
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.CharField("保存人", max_length=80)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "统一身份登录"

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"provider:{self.key}"


class Binding(models.Model):
    """账号绑定: which account a provider's subject is. `subject_index` is a blind index: the subject may be personal."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="bindings")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="bindings")
    subject_index = models.CharField("身份索引", max_length=64)
    made_at = models.DateTimeField("绑定时间")

    class Meta:
        verbose_name = "账号绑定"
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject_index"], name="one_account_a_subject"),
            models.UniqueConstraint(fields=["account", "provider"], name="one_subject_an_account"),
        ]

    def __str__(self) -> str:
        return f"account:{self.account_id}"


class FormerPassword(models.Model):
    """用过的密码: hashed as it was, kept only as long as it may not be chosen again."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    until = models.DateTimeField("停用时间")

    class Meta:
        verbose_name = "用过的密码"

    def __str__(self) -> str:
        return f"{self.account_id}"


class SignedIn(AbstractBaseSession):
    """登录会话, as Django keeps it, and whose it is. `network` is the network it began from, never the machine."""

    account_id = models.BigIntegerField("账号", null=True, db_index=True)
    device = models.CharField("设备", max_length=60, blank=True)
    network = models.CharField("网络", max_length=50, blank=True)

    class Meta:
        verbose_name = "登录会话"

    def __str__(self) -> str:
        return f"account:{self.account_id}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from .sessions.store import SessionStore

        return SessionStore


class Tally(models.Model):
    """限频: how often something was tried in the present stretch of time. `key` is a blind index, never the thing."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = "限频计数"
        indexes = [models.Index(fields=["until"], name="tally_by_end")]

    def __str__(self) -> str:
        return f"{self.count}"
