from django.db import migrations


class Migration(migrations.Migration):
    """Two models are called what they are. Their collections keep their names: no row is touched."""

    dependencies = [("omset", "0005_turns")]

    operations = [
        migrations.AlterModelTable("LedgerHead", "omset_ledgerhead"),
        migrations.RenameModel("LedgerHead", "StaffLock"),
        migrations.AlterModelTable("Night", "omset_night"),
        migrations.RenameModel("Night", "NightlyRun"),
    ]
