import django_mongodb_backend.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was true of the rows of an upload, by which its counts open them.

    Uploads of before have none: their counts open nothing, as before.
    """

    dependencies = [("members", "0024_loading_turns")]

    operations = [
        migrations.CreateModel(
            name="RowScopes",
            fields=[
                (
                    "id",
                    django_mongodb_backend.fields.ObjectIdAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("import_id", django_mongodb_backend.fields.ObjectIdField()),
                ("last", models.IntegerField()),
                ("numbers", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("import_id", "last"), name="one_list_of_row_scopes"
                    )
                ],
            },
        ),
    ]
