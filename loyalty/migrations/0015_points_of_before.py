from datetime import UTC, datetime

from django.db import migrations


def ask_for_points(apps, schema_editor):
    """Let the next minutes post for everybody who has bought before there were points."""
    programmes = schema_editor.connection.get_collection("loyalty_programme")
    due = {"$set": {"points_due_since": datetime.now(UTC)}}
    programmes.update_many({"points_due_since": None}, due)


class Migration(migrations.Migration):
    """What was bought before has its points without anybody's asking, and pages say "recounting"."""

    dependencies = [("loyalty", "0014_achievements")]
    operations = [migrations.RunPython(ask_for_points, migrations.RunPython.noop)]
