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
    failures = models.PositiveSmallIntegerField("连续失败次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True)
    created_at = models.DateTimeField("创建时间")

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
