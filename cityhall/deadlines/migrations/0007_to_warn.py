"""What is about to turn yellow is found by index; built while others go on working."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('ch_deadlines', '0006_layers_and_lights')]

    operations = [
        AddIndexConcurrently(
            model_name='deadline',
            index=models.Index(
                condition=models.Q(('stopped_at', None), ('warned_at', None), ('warn_at__gt', models.F('start_at'))),
                fields=['warn_at'],
                name='deadline_to_warn',
            ),
        ),
    ]
