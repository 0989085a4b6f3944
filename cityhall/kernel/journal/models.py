from django.contrib.postgres.fields import ArrayField
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


class Batch(models.Model):
    """A stretch of lines that have settled, folded into one root and signed; each is chained to the one before. Written
    once: the serving role may not change it. `ids` and `leaves` are its lines in their order, so that a line that was
    changed or taken away can be named."""

    number = models.BigIntegerField("批次", primary_key=True)
    epoch = models.PositiveIntegerField("纪元")
    floor = models.BigIntegerField("纪元起点")  # lines up to this id belong to an earlier epoch
    from_tx = models.BigIntegerField("起始事务")
    to_tx = models.BigIntegerField("截止事务")  # the first that is not in it
    first_at = models.DateTimeField("最早时间")
    last_at = models.DateTimeField("最晚时间")
    last_id = models.BigIntegerField("最大序号")  # of this batch and all before
    ids = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField("叶子")
    root = models.BinaryField("树根")
    before = models.BinaryField("上一批")
    head = models.BinaryField("批次摘要")
    sealed_at = models.DateTimeField("固化时间")
    key_id = models.PositiveSmallIntegerField("密钥")
    signature = models.BinaryField("签名")

    class Meta:
        verbose_name = "日志批次"
        indexes = [models.Index(fields=["from_tx"], name="batches_by_tx")]

    def __str__(self) -> str:
        return f"batch {self.number}"


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
