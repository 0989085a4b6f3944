"""A million cases are found by index: the latest, an organ's, an item's, by name, by who takes part. Built while others
go on working; one that was broken off leaves an invalid index behind, to be dropped before migrating again."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('ch_cases', '0003_office')]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(fields=['organ', '-received_at', '-id'], name='case_latest_of_organ'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('received_at__isnull', False)), fields=['-received_at', '-id'], name='case_latest'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(fields=['applicant_name'], name='case_by_name', opclasses=['varchar_pattern_ops']),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(fields=['item', '-received_at', '-id'], name='case_latest_of_item'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('partners', []), _negated=True), fields=['partners'], name='case_of_partner'),
        ),
        RemoveIndexConcurrently(
            model_name='case',
            name='case_by_applicant',
        ),
        RemoveIndexConcurrently(
            model_name='case',
            name='case_of_item',
        ),
    ]
