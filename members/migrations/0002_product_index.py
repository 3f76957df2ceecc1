from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(fields=["product", "-id"], name="reservation_product"),
        ),
    ]
