"""双屏确认: the second screen of a window, and what is shown there to be confirmed. Sealed, and emptied when answered for."""

import uuid

from django.db import models

from cityhall.cases.terms import ScreenState
from cityhall.kernel.secrets.fields import SealedJSON


class WindowScreen(models.Model):
    """The screen paired with a window: by a code for some minutes, then by a secret only that screen holds."""

    window_id = models.BigIntegerField("窗口", unique=True)
    code = models.CharField("配对码（索引）", max_length=64, blank=True)
    code_until = models.DateTimeField("配对码有效至", null=True)
    secret = models.CharField("屏幕凭证（索引）", max_length=64, blank=True)
    paired_by = models.CharField("配对人", max_length=80, blank=True)
    paired_at = models.DateTimeField("配对时间", null=True)

    class Meta:
        verbose_name = "窗口屏幕"
        indexes = [models.Index(fields=["code"], name="screen_by_code")]

    def __str__(self) -> str:
        return f"窗口 {self.window_id} 的屏幕"


class ScreenCheck(models.Model):
    """One thing to confirm: form and materials as the clerk has written them, and what the applicant answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    window_id = models.BigIntegerField("窗口")
    account_id = models.BigIntegerField("推送账号")
    by = models.CharField("推送人", max_length=80)
    item_name = models.CharField("事项", max_length=200)
    content = SealedJSON("内容")
    digest = models.CharField("内容指纹", max_length=64)
    state = models.CharField("状态", max_length=10, choices=ScreenState.choices(), default=ScreenState.SHOWN)
    wrong = models.CharField("有误之处", max_length=120, blank=True)
    shown_at = models.DateTimeField("推送时间")
    answered_at = models.DateTimeField("答复时间", null=True)
    case_number = models.CharField("办件", max_length=24, blank=True)

    class Meta:
        verbose_name = "双屏确认"
        constraints = [
            models.UniqueConstraint(
                fields=["window_id"], condition=models.Q(state="shown"), name="one_thing_on_a_screen"
            )
        ]
        indexes = [models.Index(fields=["window_id", "-shown_at"], name="checks_of_window")]

    def __str__(self) -> str:
        return f"{self.item_name} {self.shown_at:%F %T}"
