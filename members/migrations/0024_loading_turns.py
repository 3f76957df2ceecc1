from django.db import migrations, models


class Migration(migrations.Migration):
    """What files are loaded in line with, where no lock of a product is written."""

    dependencies = [("members", "0023_left_out_apart")]

    operations = [
        migrations.CreateModel(
            name="LoadingTurn",
            fields=[
                (
                    "number",
                    models.IntegerField(db_column="_id", primary_key=True, serialize=False),
                ),
                ("times", models.IntegerField(default=0)),
            ],
        ),
    ]
