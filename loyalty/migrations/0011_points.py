import django.db.models.deletion
import django.utils.timezone
import django_mongodb_backend.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0010_members_by_creation'),
    ]

    operations = [
        migrations.CreateModel(
            name='BuyerLock',
            fields=[
                ('id', models.CharField(db_column='_id', max_length=64, primary_key=True, serialize=False)),
                ('events', models.IntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='member',
            name='closed_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='membermerge',
            name='closed_on_before',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='programme',
            name='points_due_since',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='MemberPoints',
            fields=[
                ('member_id', django_mongodb_backend.fields.ObjectIdField(db_column='_id', primary_key=True, serialize=False)),
                ('events', models.IntegerField(default=0)),
                ('entries', models.IntegerField(default=0)),
                ('balance', models.IntegerField(default=0)),
                ('earned', models.IntegerField(default=0)),
                ('spent', models.IntegerField(default=0)),
                ('expired', models.IntegerField(default=0)),
                ('free_from', models.DateField(null=True)),
                ('next_end', models.DateField(null=True)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
            ],
            options={
                'indexes': [models.Index(fields=['programme', 'balance'], name='points_of_programme'), models.Index(fields=['next_end'], name='points_by_end')],
            },
        ),
        migrations.CreateModel(
            name='PointsEntry',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_id', django_mongodb_backend.fields.ObjectIdField()),
                ('sequence', models.IntegerField()),
                ('points', models.IntegerField()),
                ('reason', models.CharField(choices=[('opening', 'opening'), ('earned', 'earned'), ('reversed', 'reversed'), ('earned again', 'earned again'), ('corrected', 'corrected'), ('challenge', 'challenge'), ('redeemed', 'redeemed'), ('refunded', 'refunded'), ('expired', 'expired'), ('expiry returned', 'expiry returned'), ('adjusted', 'adjusted'), ('merged', 'merged')], max_length=15)),
                ('source', models.CharField(max_length=160)),
                ('day', models.DateField()),
                ('posted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('posted_on', models.DateField()),
                ('hold_days', models.IntegerField(default=0)),
                ('last_day', models.DateField(null=True)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                ('version', models.IntegerField(null=True)),
                ('deserved', models.IntegerField(default=0)),
                ('is_stated', models.BooleanField(default=False)),
                ('is_above_computed', models.BooleanField(default=False)),
                ('cause', models.CharField(blank=True, max_length=30)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
            ],
            options={
                'indexes': [models.Index(fields=['member_id', 'source', 'sequence'], name='entries_of_source'), models.Index(fields=['programme', 'posted_on'], name='entries_by_posting'), models.Index(condition=models.Q(('is_above_computed', True)), fields=['programme', '-posted_at'], name='entries_above_computed')],
                'constraints': [models.UniqueConstraint(fields=('member_id', 'sequence'), name='entries_in_order')],
            },
        ),
    ]
