from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ch_files", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="released_at",
            field=models.DateTimeField(null=True, verbose_name="放弃时间"),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(
                condition=models.Q(("released_at__isnull", False)), fields=["released_at"], name="files_released"
            ),
        ),
    ]
