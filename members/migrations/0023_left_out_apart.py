from django.db import migrations, models


class Migration(migrations.Migration):
    """Of the rows of a pool those who must not be contacted stand apart: no draw walks over them."""

    dependencies = [("members", "0022_one_further_upload")]

    operations = [
        migrations.AddIndex(
            "memberrow",
            models.Index(
                fields=["database", "status", "is_do_not_contact", "draw_key"], name="rows_in_pool"
            ),
        ),
        migrations.RemoveIndex("memberrow", "rows_to_draw"),
    ]
