from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('omset', '0003_waiting_sums'),
    ]

    operations = [
        # First the new one: no day is ever read without an index.
        migrations.AddIndex(
            model_name='dailytally',
            index=models.Index(fields=['date', 'records', 'total', 'ndp', 'rdp'], name='daily_tally_glance'),
        ),
        migrations.RemoveIndex(
            model_name='dailytally',
            name='daily_tally_date',
        ),
    ]
