

import django.db.models.deletion
import django.utils.timezone
import django_mongodb_backend.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('name_key', models.CharField(editable=False, max_length=160, unique=True)),
                ('currency', models.CharField(default='IDR', max_length=3, verbose_name='currency')),
                ('decimals', models.IntegerField(default=0)),
                ('phone_region', models.CharField(max_length=2)),
                ('point_en', models.CharField(default='point', max_length=40)),
                ('points_en', models.CharField(default='points', max_length=40)),
                ('point_id', models.CharField(default='poin', max_length=40)),
                ('points_id', models.CharField(default='poin', max_length=40)),
                ('events', models.IntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_by_name', models.CharField(blank=True, editable=False, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Store',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('state', models.CharField(choices=[('active', 'Active'), ('inactive', 'Inactive'), ('maintenance', 'Under maintenance')], default='active', max_length=11, verbose_name='state')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('programme', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
            ],
        ),
        migrations.CreateModel(
            name='Till',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField(verbose_name='number')),
                ('state', models.CharField(choices=[('active', 'Active'), ('inactive', 'Inactive')], default='active', max_length=8, verbose_name='state')),
                ('store', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.store')),
            ],
        ),
        migrations.CreateModel(
            name='ProgrammeProduct',
            fields=[
                ('product_id', django_mongodb_backend.fields.ObjectIdField(db_column='_id', primary_key=True, serialize=False)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
            ],
            options={
                'indexes': [models.Index(fields=['programme'], name='products_of_programme')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeVersion',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('sequence', models.IntegerField()),
                ('terms', models.JSONField()),
                ('author_name', models.CharField(blank=True, max_length=80)),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'sequence'), name='versions_in_order')],
            },
        ),
        migrations.AddIndex(
            model_name='store',
            index=models.Index(fields=['programme', 'code'], name='stores_of_programme'),
        ),
        migrations.AddConstraint(
            model_name='till',
            constraint=models.UniqueConstraint(fields=('store', 'number'), name='one_till_a_number'),
        ),
    ]
