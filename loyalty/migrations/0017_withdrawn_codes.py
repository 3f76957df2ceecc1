from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0016_what_earns_nothing'),
    ]

    operations = [
        migrations.AddField(
            model_name='digitalcard',
            name='is_withdrawn',
            field=models.BooleanField(default=False),
        ),
    ]
