from django.db import migrations, models


class Migration(migrations.Migration):
    """What was told before has only its instant: of one instant the id decides, as ever."""

    dependencies = [("notifications", "0002_asks_about")]

    operations = [
        migrations.AddField("notification", "sequence", models.IntegerField(default=0), False),
        # First the new one: no inbox is ever read without an index.
        migrations.AddIndex(
            "notification",
            models.Index(fields=["user", "-at", "-sequence", "-id"], name="notification_order"),
        ),
        migrations.RemoveIndex("notification", "notification_inbox"),
    ]
