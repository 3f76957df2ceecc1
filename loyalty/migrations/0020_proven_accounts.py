from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0019_notices'),
    ]

    operations = [
        migrations.AddField(
            model_name='memberaccount',
            name='is_proven',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='memberaccount',
            name='registry_email_key',
            field=models.CharField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name='memberaccount',
            name='registry_phone_key',
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
