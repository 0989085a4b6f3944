"""The journal is partitioned by month from the first day; the partitions themselves are made by `cityhall migrate`."""

import django.db.models.expressions
from django.db import migrations, models

import cityhall.kernel.journal.models

TABLE = """
CREATE TABLE ch_journal_entry (
  at timestamptz NOT NULL,
  id bigint NOT NULL DEFAULT nextval('ch_journal_entry_id_seq'),
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  event varchar(60) NOT NULL,
  ref varchar(80) NOT NULL,
  actor varchar(80) NOT NULL,
  account_id bigint,
  organ_id bigint,
  "values" jsonb NOT NULL,
  PRIMARY KEY (at, id)
) PARTITION BY RANGE (at)
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("fingerprint", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("result", models.JSONField(null=True)),
            ],
            options={"verbose_name": "请求凭据", "indexes": [models.Index(fields=["at"], name="claim_by_age")]},
        ),
        migrations.RunSQL("CREATE SEQUENCE ch_journal_entry_id_seq CACHE 1", "DROP SEQUENCE ch_journal_entry_id_seq"),
        migrations.RunSQL(TABLE, "DROP TABLE ch_journal_entry"),
        migrations.RunSQL("CREATE TABLE ch_journal_entry_rest PARTITION OF ch_journal_entry DEFAULT", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE INDEX journal_by_ref ON ch_journal_entry (ref, id)", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE INDEX journal_by_event ON ch_journal_entry (event, id)", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE INDEX journal_by_id ON ch_journal_entry (id)", migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("pk", models.CompositePrimaryKey("at", "id", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("at", models.DateTimeField(verbose_name="时间")),
                        ("id", models.BigIntegerField(db_default=django.db.models.expressions.RawSQL("nextval('ch_journal_entry_id_seq')", ()), verbose_name="序号")),
                        ("tx", cityhall.kernel.journal.models.Xid8(db_default=django.db.models.expressions.RawSQL("pg_current_xact_id()", ()), verbose_name="事务")),
                        ("event", models.CharField(max_length=60, verbose_name="事件")),
                        ("ref", models.CharField(max_length=80, verbose_name="对象")),
                        ("actor", models.CharField(max_length=80, verbose_name="经办人")),
                        ("account_id", models.BigIntegerField(null=True, verbose_name="账号")),
                        ("organ_id", models.BigIntegerField(null=True, verbose_name="单位")),
                        ("values", models.JSONField(default=dict, verbose_name="内容")),
                    ],
                    options={
                        "verbose_name": "办事日志",
                        "indexes": [
                            models.Index(fields=["ref", "id"], name="journal_by_ref"),
                            models.Index(fields=["event", "id"], name="journal_by_event"),
                            models.Index(fields=["id"], name="journal_by_id"),
                        ],
                    },
                ),
            ],
        ),
    ]
