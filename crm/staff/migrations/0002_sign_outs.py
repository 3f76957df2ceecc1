from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sign_outs",
            field=models.IntegerField(default=0, editable=False),
        ),
    ]
