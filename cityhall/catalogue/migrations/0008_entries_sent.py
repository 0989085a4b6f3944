import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ch_catalogue", "0007_one_register")]

    operations = [
        migrations.RemoveConstraint("upperitem", "once_in_an_upper_list"),
        migrations.AlterField(
            "upperitem", "entry",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sent", to="ch_catalogue.baseentry"
            ),
        ),
        *[
            migrations.RemoveField("upperitem", name)
            for name in ("base_code", "name", "procedure", "content", "law_changed_on", "edition")
        ],
        migrations.AddConstraint(
            "upperitem", models.UniqueConstraint(fields=["upper_list", "entry"], name="once_in_an_upper_list")
        ),
    ]  # fmt: skip
