from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("leave", "0004_attendance_and_breaks")]

    operations = [
        migrations.CreateModel(
            name="LeaveReminder",
            fields=[
                ("day", models.DateField(db_column="_id", primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddField(
            model_name="leaverequest",
            name="is_whole_day",
            field=models.BooleanField(default=True),
        ),
    ]
