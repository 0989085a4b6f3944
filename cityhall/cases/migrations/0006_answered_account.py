from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ch_cases', '0005_window'),
    ]

    operations = [
        migrations.AddField(
            model_name='grievance',
            name='answered_account',
            field=models.BigIntegerField(null=True, verbose_name='答复账号'),
        ),
    ]
