from django.db import migrations, models


class Migration(migrations.Migration):
    """Way back: `migrate omset 0009`. Writes nothing: a record from before has no such marks."""

    dependencies = [("omset", "0009_last_deposits")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="omsetrecord",
                    name="is_unseen",
                    field=models.BooleanField(default=False, editable=False),
                ),
                migrations.AddField(
                    model_name="omsetrecord",
                    name="beyond_limits",
                    field=models.JSONField(editable=False, null=True),
                ),
            ]
        ),
    ]
