import django.db.models.deletion
import django.utils.timezone
import django_mongodb_backend.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('loyalty', '0001_programmes_and_stores'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberSequence',
            fields=[
                ('name', models.CharField(db_column='_id', max_length=20, primary_key=True, serialize=False)),
                ('given', models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField(unique=True)),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('surname', models.CharField(blank=True, max_length=80, verbose_name='surname')),
                ('sex', models.CharField(default='unknown', max_length=7, verbose_name='sex')),
                ('birth_date', models.DateField(null=True, verbose_name='date of birth')),
                ('email', models.CharField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='place')),
                ('street', models.CharField(blank=True, max_length=120, verbose_name='street')),
                ('house_number', models.CharField(blank=True, max_length=20, verbose_name='house number')),
                ('postcode', models.CharField(blank=True, max_length=20, verbose_name='postcode')),
                ('province', models.CharField(blank=True, max_length=80, verbose_name='province')),
                ('created_on', models.DateField(verbose_name='created on')),
                ('state', models.CharField(choices=[('active', 'Active'), ('blocked', 'Blocked'), ('closed', 'Closed')], default='active', max_length=7)),
                ('merged_into_id', django_mongodb_backend.fields.ObjectIdField(null=True)),
                ('is_erased', models.BooleanField(default=False)),
                ('email_key', models.CharField(blank=True, max_length=254)),
                ('phone_key', models.CharField(blank=True, max_length=20)),
                ('terms', django_mongodb_backend.fields.ArrayField(base_field=models.CharField(max_length=260), default=list)),
                ('version', models.IntegerField(default=1)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
                ('staff', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('store', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.store')),
            ],
        ),
        migrations.CreateModel(
            name='CustomerLink',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer_id', models.CharField(max_length=120)),
                ('customer_key', models.CharField(max_length=240)),
                ('product_id', django_mongodb_backend.fields.ObjectIdField(null=True)),
                ('is_in_force', models.BooleanField(default=True)),
                ('linked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('unlinked_at', models.DateTimeField(null=True)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
            ],
        ),
        migrations.CreateModel(
            name='ConsentStatement',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('personal data', 'personal data'), ('advertising', 'advertising'), ('profiling', 'profiling'), ('marketing', 'marketing'), ('newsletter', 'newsletter')], max_length=13)),
                ('consent', models.CharField(choices=[('unknown', 'unknown'), ('yes', 'yes'), ('no', 'no')], max_length=7)),
                ('source', models.CharField(choices=[('file', 'file'), ('staff', 'staff'), ('member', 'member'), ('admin', 'admin')], max_length=6)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by_name', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('sequence', models.IntegerField()),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
            ],
        ),
        migrations.CreateModel(
            name='Card',
            fields=[
                ('number', models.CharField(db_column='_id', max_length=32, primary_key=True, serialize=False)),
                ('flag', models.CharField(blank=True, max_length=11)),
                ('source', models.CharField(choices=[('registry', 'Registry'), ('minted', 'Minted here'), ('attached', 'Attached at the counter')], max_length=8)),
                ('is_active', models.BooleanField(default=True)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('programme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.programme')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='loyalty.member')),
            ],
        ),
        migrations.CreateModel(
            name='MemberMerge',
            fields=[
                ('id', django_mongodb_backend.fields.ObjectIdAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_member_id', django_mongodb_backend.fields.ObjectIdField()),
                ('into_member_id', django_mongodb_backend.fields.ObjectIdField()),
                ('state_before', models.CharField(choices=[('active', 'Active'), ('blocked', 'Blocked'), ('closed', 'Closed')], max_length=7)),
                ('cards', django_mongodb_backend.fields.ArrayField(base_field=models.CharField(max_length=32), default=list)),
                ('links', django_mongodb_backend.fields.ArrayField(base_field=django_mongodb_backend.fields.ObjectIdField(), default=list)),
                ('is_undone', models.BooleanField(default=False)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['from_member_id', 'at'], name='merges_of_member'), models.Index(fields=['into_member_id', 'at'], name='merges_into_member')],
            },
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['programme', 'number'], name='members_of_programme'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['programme', 'terms'], name='members_by_term'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['programme', 'email_key'], name='members_by_email'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(fields=['programme', 'phone_key'], name='members_by_phone'),
        ),
        migrations.AddIndex(
            model_name='customerlink',
            index=models.Index(fields=['programme', 'customer_key'], name='links_of_customer'),
        ),
        migrations.AddIndex(
            model_name='customerlink',
            index=models.Index(fields=['member', 'linked_at'], name='links_of_member'),
        ),
        migrations.AddConstraint(
            model_name='consentstatement',
            constraint=models.UniqueConstraint(fields=('member', 'sequence'), name='statements_in_order'),
        ),
        migrations.AddIndex(
            model_name='card',
            index=models.Index(fields=['member', 'since'], name='cards_of_member'),
        ),
    ]
