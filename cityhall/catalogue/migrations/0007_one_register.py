import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def to_entries(apps, schema_editor):
    """What was kept beside the base list becomes entries of it; a code that is there already is the same entry."""
    entries, items, versions = (
        apps.get_model("ch_catalogue", name).objects.using(schema_editor.connection.alias)
        for name in ("BaseEntry", "UpperItem", "ItemVersion")
    )
    entries.update(edition=F("version"))
    for version in versions.filter(frozen__upper__0__id__isnull=False):
        version.frozen["upper"] = [{**e, "edition": e.get("version", 1)} for e in version.frozen["upper"]]
        version.save(update_fields=["frozen"])
    for row in items.select_related("upper_list").order_by("id"):
        entry, _ = entries.get_or_create(
            base_code=row.base_code,
            defaults={
                "name": row.name, "procedure": row.procedure, "content": row.content, "edition": row.edition,
                "level": "state" if row.base_code.startswith("00") else "province", "source": row.upper_list.document,
                "law_changed_on": row.law_changed_on, "changed_at": row.upper_list.sent_at,
            },
        )  # fmt: skip
        row.entry = entry
        row.save(update_fields=["entry"])


class Migration(migrations.Migration):
    dependencies = [("ch_catalogue", "0006_fields")]

    operations = [
        migrations.AddField("baseentry", "law_changed_on", models.DateField(null=True, verbose_name="依据修订日")),
        migrations.AddField("baseentry", "edition", models.PositiveIntegerField(default=1, verbose_name="版次")),
        migrations.AddField(
            "upperitem", "entry",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="sent", to="ch_catalogue.baseentry"
            ),
        ),
        migrations.RunPython(to_entries, migrations.RunPython.noop),
    ]  # fmt: skip
