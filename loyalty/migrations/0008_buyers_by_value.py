from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0007_drafts'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='segmentedbuyer',
            name='buyers_of_cell',
        ),
        migrations.AddIndex(
            model_name='segmentedbuyer',
            index=models.Index(fields=['run_id', 'cell', '-value', 'id'], name='buyers_by_value'),
        ),
    ]
