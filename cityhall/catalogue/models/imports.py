from django.db import models

from cityhall.catalogue.terms import ImportState, Part, Weight


class ItemImport(models.Model):
    """导入一份事项清单: its files, how their columns were matched, how far it has come, what it came to. `tables` holds the
    headers, the first rows and the matching of every table; `organs` which credit code each organ of the list goes by."""

    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+")
    name = models.CharField("文件名", max_length=200)
    state = models.CharField("状态", max_length=12, choices=ImportState.choices(), default=ImportState.MAPPING)
    files = models.JSONField("文件", default=list)
    tables = models.JSONField("表", default=list)
    organs = models.JSONField("单位及其信用代码", default=list)
    counts = models.JSONField("结果", default=dict)
    why = models.CharField("没有导入的原因", max_length=500, blank=True)
    started_at = models.DateTimeField("上传时间")
    started_by = models.CharField("上传人", max_length=80)
    account_id = models.BigIntegerField("上传人账号", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "事项清单导入"
        indexes = [models.Index(fields=["-id", "organ"], name="imports_latest")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        return f"import:{self.pk}"


class ImportProgress(models.Model):
    """How far the work in hand is. A row of its own, written beside the one transaction the work is."""

    owner = models.OneToOneField(ItemImport, models.PROTECT, related_name="progress", primary_key=True)
    phase = models.CharField("阶段", max_length=20, blank=True)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("共", default=0)

    class Meta:
        verbose_name = "导入进度"

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.done}/{self.total}"


class ImportLine(models.Model):
    """One row of a list, by the matched columns, kept until it is taken in."""

    owner = models.ForeignKey(ItemImport, models.PROTECT, related_name="lines", db_index=False)
    table = models.PositiveSmallIntegerField("表序")
    part = models.CharField("表", max_length=10, choices=Part.choices())
    number = models.PositiveIntegerField("行")
    code = models.CharField("实施编码", max_length=80)
    cells = models.JSONField("内容")

    class Meta:
        verbose_name = "清单的一行"
        indexes = [
            models.Index(fields=["owner", "part", "id"], name="import_lines_in_order"),
            models.Index(fields=["owner", "code"], name="import_lines_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.number}"


class ImportReady(models.Model):
    """A new item as the trial left it, ready to be written if it is still new when its time comes."""

    owner = models.ForeignKey(ItemImport, models.PROTECT, related_name="ready", db_index=False)
    code = models.CharField("清单中的编码", max_length=80)
    item_code = models.CharField("实施编码", max_length=64)
    organ_name = models.CharField("实施单位", max_length=120)
    division_code = models.CharField("行政区划代码", max_length=12)
    head = models.JSONField("事项自身的内容")
    doubts = models.JSONField("疑点")
    content = models.JSONField("草稿")
    tally = models.JSONField("计数")

    class Meta:
        verbose_name = "待写入的新事项"
        indexes = [
            models.Index(fields=["owner", "id"], name="import_ready_in_order"),
            models.Index(fields=["owner", "code"], name="import_ready_by_code"),
        ]

    def __str__(self) -> str:
        return self.item_code


class ImportRemark(models.Model):
    """逐行说明: one thing wrong with one cell, and what to do."""

    owner = models.ForeignKey(ItemImport, models.PROTECT, related_name="remarks", db_index=False)
    table = models.PositiveSmallIntegerField("表序")
    number = models.PositiveIntegerField("行")
    code = models.CharField("实施编码", max_length=80, blank=True)
    column = models.CharField("列", max_length=120, blank=True)
    value = models.CharField("内容", max_length=200, blank=True)
    wrong = models.CharField("问题", max_length=500)
    todo = models.CharField("怎么办", max_length=300)
    weight = models.CharField("结果", max_length=10, choices=Weight.choices())

    class Meta:
        verbose_name = "导入说明"
        indexes = [
            models.Index(fields=["owner", "id"], name="import_remarks_in_order"),
            models.Index(fields=["owner", "weight", "id"], name="import_remarks_by_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.number}: {self.wrong}"


class ColumnMemory(models.Model):
    """列的对应: what a header of this organ's lists was matched with; empty: with nothing."""

    organ = models.ForeignKey("ch_organs.Organ", models.PROTECT, null=True, related_name="+", db_index=False)
    part = models.CharField("表", max_length=10, choices=Part.choices())
    header = models.CharField("列名", max_length=200)
    key = models.CharField("对应", max_length=60, blank=True)

    class Meta:
        verbose_name = "列的对应"
        constraints = [
            models.UniqueConstraint(fields=["organ", "part", "header"], name="one_match_a_header", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.header} → {self.key}"
