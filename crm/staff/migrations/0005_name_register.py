"""The row that two meet at who take a name at the same moment. Changes no account.

Equal names that are there already stay; going back removes the row alone.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0004_is_used")]

    operations = [
        migrations.CreateModel(
            name="NameRegister",
            fields=[
                ("id", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("changes", models.IntegerField(default=0)),
            ],
        ),
    ]
