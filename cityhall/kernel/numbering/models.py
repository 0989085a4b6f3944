from django.db import models


class Counter(models.Model):
    """流水: the last number given out in a series. Locked last, released at commit: no gap, no double."""

    series = models.CharField(max_length=80, primary_key=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "编号流水"

    def __str__(self) -> str:
        return f"{self.series} {self.last}"
