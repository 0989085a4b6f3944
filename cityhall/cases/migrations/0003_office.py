"""Who takes part in a case stands on its own row, so that whose it is to see is asked of one table."""

import django.contrib.postgres.fields
from django.db import migrations, models

PARTNERS = """
UPDATE ch_cases_case c SET partners = found.organs
  FROM (SELECT x.case_id, array_agg(DISTINCT x.organ_id ORDER BY x.organ_id) AS organs
          FROM (SELECT case_id, organ_id FROM ch_cases_step
                UNION SELECT case_id, organ_id FROM ch_cases_proceedingrow WHERE organ_id IS NOT NULL) x
          JOIN ch_cases_case own ON own.id = x.case_id AND own.organ_id <> x.organ_id
         GROUP BY x.case_id) found
 WHERE c.id = found.case_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ch_cases', '0002_every_path'),
        ('ch_catalogue', '0002_publish_without_index'),
        ('ch_organs', '0002_deputies_and_switches'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='partners',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='协办单位'),
        ),
        migrations.RunSQL(PARTNERS, migrations.RunSQL.noop),
    ]
