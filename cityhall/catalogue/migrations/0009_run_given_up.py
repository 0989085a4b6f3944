from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ch_catalogue", "0008_entries_sent")]

    operations = [
        migrations.AlterField(
            "standardrun",
            "state",
            models.CharField(
                choices=[("queued", "排队中"), ("running", "比对中"), ("done", "已完成"), ("given_up", "没有完成")],
                default="queued",
                max_length=10,
                verbose_name="状态",
            ),
        ),
    ]
