from django.db import migrations, models


class Migration(migrations.Migration):
    """Standings from before have no days until `manage.py recount`."""

    dependencies = [("bonuses", "0002_checks_and_rates")]

    operations = [
        migrations.AddField("standing", "days", models.JSONField(default=list), False),
        # What LB-6 asks for, which no published plan had changed by then.
        migrations.AddField("standing", "targets", models.JSONField(default=[10, 15]), False),
    ]
