from django.db import migrations, models


class Migration(migrations.Migration):
    """Of turns from before, which have one beginning, the id goes on deciding."""

    dependencies = [("omset", "0004_glances")]

    operations = [
        migrations.AddField("reconciliation", "turn", models.IntegerField(default=1)),
        # First the new one: the foot of a page is never read without an index.
        migrations.AddIndex(
            "reconciliation",
            models.Index(fields=["-started_at", "-turn", "-id"], name="reconciliations_newest"),
        ),
        migrations.RemoveIndex("reconciliation", "reconciliation_newest"),
    ]
