from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0005_analytics'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='segmentedbuyer',
            name='buyers_of_segment',
        ),
        migrations.RemoveIndex(
            model_name='segmentedbuyer',
            name='runs_of_buyer',
        ),
        migrations.AddField(
            model_name='segmentedbuyer',
            name='cell',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='segmentedbuyer',
            name='frequency_worse',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='segmentedbuyer',
            name='purchases_print',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='segmentedbuyer',
            name='recency_worse',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='segmentedbuyer',
            name='value_worse',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='segmentrun',
            name='cells',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='segmentrun',
            name='compared_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='segmentrun',
            name='compared_state',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='segmentrun',
            name='is_changed',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='segmentrun',
            name='purchases',
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name='segmentrun',
            name='segments',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='segmentrun',
            name='steps',
            field=models.JSONField(null=True),
        ),
        migrations.AddIndex(
            model_name='segmentedbuyer',
            index=models.Index(fields=['run_id', 'cell', '-value', 'buyer'], name='buyers_of_cell'),
        ),
    ]
