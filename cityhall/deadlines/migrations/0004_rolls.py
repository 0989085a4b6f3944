from django.db import migrations, models

ON_ITS_OWN_DAY = """
UPDATE ch_deadlines_deadline SET
  rolls = false,
  due_on = start_on + amount,
  due_at = (start_on + amount + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' - interval '1 microsecond',
  warn_at = LEAST(warn_at, (start_on + amount + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' - interval '1 microsecond'),
  provisional = false
WHERE kind IN ('expiry', 'public_notice') AND unit = 'days' AND stopped_at IS NULL
  AND extensions = '[]' AND pauses = '[]'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ch_deadlines', '0003_kinds'),
    ]

    operations = [
        migrations.AddField(
            model_name='deadline',
            name='rolls',
            field=models.BooleanField(db_default=True, default=True, verbose_name='末日遇休息日顺延'),
        ),
        migrations.RunSQL(ON_ITS_OWN_DAY, migrations.RunSQL.noop),
    ]
