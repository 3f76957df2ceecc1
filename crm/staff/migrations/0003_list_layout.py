from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_sign_outs")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="list_layout",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
