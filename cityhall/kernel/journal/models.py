from django.db import models
from django.db.models.expressions import RawSQL


class Xid8(models.BigIntegerField):  # type: ignore[type-arg]
    """The number of the transaction that wrote the row; ids commit out of order, this tells which have settled."""

    def db_type(self, connection: object) -> str:
        return "xid8"

    def from_db_value(self, value: object, expression: object, connection: object) -> int | None:
        return None if value is None else int(str(value))


class Entry(models.Model):
    """One thing that happened. Written once, never changed, never deleted (the serving role may not)."""

    pk = models.CompositePrimaryKey("at", "id")
    at = models.DateTimeField("时间")
    id = models.BigIntegerField("序号", db_default=RawSQL("nextval('ch_journal_entry_id_seq')", ()))
    tx = Xid8("事务", db_default=RawSQL("pg_current_xact_id()", ()))
    event = models.CharField("事件", max_length=60)
    ref = models.CharField("对象", max_length=80)
    actor = models.CharField("经办人", max_length=80)
    account_id = models.BigIntegerField("账号", null=True)
    organ_id = models.BigIntegerField("单位", null=True)
    values = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = "办事日志"
        indexes = [
            models.Index(fields=["ref", "id"], name="journal_by_ref"),
            models.Index(fields=["event", "id"], name="journal_by_event"),
            models.Index(fields=["id"], name="journal_by_id"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.event} {self.ref}"


class Claim(models.Model):
    """A request that was acknowledged: its key, what it asked, what it was answered."""

    key = models.CharField(max_length=64, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()
    result = models.JSONField(null=True)

    class Meta:
        verbose_name = "请求凭据"
        indexes = [models.Index(fields=["at"], name="claim_by_age")]

    def __str__(self) -> str:
        return self.key
