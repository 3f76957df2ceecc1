from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0002_product_index")]

    operations = [
        # First the new ones: no list is ever read without an index.
        *(
            migrations.AddIndex(
                "reservation", models.Index(fields=[*of, "-created_at", "-id"], name=name)
            )
            for of, name in (
                ([], "reservations_newest"),
                (["status"], "reservations_in_status"),
                (["staff"], "reservations_of_staff"),
                (["product"], "reservations_in_product"),
            )
        ),
        *(
            migrations.RemoveIndex("reservation", name)
            for name in ("reservation_status", "reservation_staff", "reservation_product")
        ),
    ]
