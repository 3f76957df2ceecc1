from django.db import migrations, models


class Migration(migrations.Migration):
    """What is asked of years of rows is answered by an index.

    The new indexes are there before the ones that they replace go.
    """

    dependencies = [("leave", "0005_whole_days")]

    operations = [
        migrations.AddIndex(
            model_name="closedstatement",
            index=models.Index(
                fields=["closing", "staff", "month", "events"], name="events_of_fee_closing"
            ),
        ),
        migrations.RemoveIndex(model_name="closedstatement", name="statements_of_fee_closing"),
        migrations.AddIndex(
            model_name="leaverequest",
            index=models.Index(fields=["staff", "date", "version"], name="leave_of_staff_versions"),
        ),
        migrations.RemoveIndex(model_name="leaverequest", name="leave_of_staff"),
        migrations.AddIndex(
            model_name="leaverequest",
            index=models.Index(
                fields=["date", "id"],
                condition=models.Q(is_given_back=True),
                name="leave_that_keeps_hours",
            ),
        ),
    ]
