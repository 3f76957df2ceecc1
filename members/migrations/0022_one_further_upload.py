from django.db import migrations
from django_mongodb_backend.fields import ObjectIdField


def name_further_uploads(apps, schema_editor):
    """Of those that there are the newest: it is the one that the page leads on to."""
    uploads = apps.get_model("members", "MemberImport").objects
    for rerun in uploads.exclude(rerun_of_id=None).order_by("created_at", "pk"):
        uploads.filter(pk=rerun.rerun_of_id).update(rerun_id=rerun.pk)


class Migration(migrations.Migration):
    """An upload knows the further one of the rows that it has rejected: there is one."""

    dependencies = [("members", "0021_extensions_asked")]

    operations = [
        migrations.AddField("memberimport", "rerun_id", ObjectIdField(null=True)),
        migrations.RunPython(name_further_uploads, migrations.RunPython.noop),
    ]
