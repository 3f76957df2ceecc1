import django.db.models.deletion
import django.utils.timezone
import django_mongodb_backend.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Way back: print the values first (docs/decisions/0014), for they go with their collection."""

    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="PolicyLock",
            fields=[
                (
                    "policy",
                    models.CharField(
                        db_column="_id", max_length=60, primary_key=True, serialize=False
                    ),
                ),
                ("events", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PolicyValue",
            fields=[
                (
                    "id",
                    django_mongodb_backend.fields.ObjectIdAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("policy", models.CharField(max_length=60)),
                ("valid_from", models.DateField()),
                ("sequence", models.IntegerField()),
                ("value", models.DecimalField(decimal_places=4, max_digits=20)),
                ("author_name", models.CharField(max_length=80)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("policy", "valid_from", "sequence"), name="values_in_order"
                    )
                ],
            },
        ),
    ]
