import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ch_journal", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="批次")),
                ("epoch", models.PositiveIntegerField(verbose_name="纪元")),
                ("floor", models.BigIntegerField(verbose_name="纪元起点")),
                ("from_tx", models.BigIntegerField(verbose_name="起始事务")),
                ("to_tx", models.BigIntegerField(verbose_name="截止事务")),
                ("first_at", models.DateTimeField(verbose_name="最早时间")),
                ("last_at", models.DateTimeField(verbose_name="最晚时间")),
                ("last_id", models.BigIntegerField(verbose_name="最大序号")),
                ("ids", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("leaves", models.BinaryField(verbose_name="叶子")),
                ("root", models.BinaryField(verbose_name="树根")),
                ("before", models.BinaryField(verbose_name="上一批")),
                ("head", models.BinaryField(verbose_name="批次摘要")),
                ("sealed_at", models.DateTimeField(verbose_name="固化时间")),
                ("key_id", models.PositiveSmallIntegerField(verbose_name="密钥")),
                ("signature", models.BinaryField(verbose_name="签名")),
            ],
            options={
                "verbose_name": "日志批次",
                "indexes": [models.Index(fields=["from_tx"], name="batches_by_tx")],
            },
        ),
    ]
