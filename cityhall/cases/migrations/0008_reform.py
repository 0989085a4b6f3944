from django.db import migrations

WHAT_WAITS = """
UPDATE ch_deadlines_deadline AS d SET item_id = c.item_id
  FROM ch_cases_case AS c
 WHERE d.stopped_at IS NULL AND d.item_id IS NULL AND d.desk <> '' AND c.number IS NOT NULL
   AND split_part(d.ref, ':', 1) IN ('case', 'step', 'beside')
   AND c.number = split_part(split_part(d.ref, ':', 2), '/', 1)
"""


class Migration(migrations.Migration):
    """What waits at a desk knows its item, so that work of named items can be entrusted while it is under way."""

    dependencies = [
        ('ch_cases', '0007_phrases'),
        ('ch_deadlines', '0005_reform'),
    ]

    operations = [
        migrations.RunSQL(WHAT_WAITS, migrations.RunSQL.noop, elidable=True),
    ]
