from django.db import models


class StoredFile(models.Model):
    """One content, kept once: its name is its SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=80)
    stored_at = models.DateTimeField("存入时间")
    released_at = models.DateTimeField("放弃时间", null=True)  # the last who was known to need it let it go

    class Meta:
        verbose_name = "文件"
        indexes = [
            models.Index(fields=["released_at"], condition=models.Q(released_at__isnull=False), name="files_released")
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.media_type}"
