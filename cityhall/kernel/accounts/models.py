from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

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
