"""Which of two merges into one member came later (LM-14)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0017_withdrawn_codes")]

    operations = [
        migrations.AddField(
            model_name="membermerge",
            name="sequence",
            field=models.IntegerField(default=0),
        ),
    ]
