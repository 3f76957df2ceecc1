from django.db import migrations, models


class Migration(migrations.Migration):
    """Events from before have none, and are not touched: history is large."""

    dependencies = [("audit", "0002_order_of_events")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField("event", "origin", models.JSONField(null=True)),
            ],
        ),
    ]
