from django.db import migrations


class Migration(migrations.Migration):
    """A model is called what it is. Its collection keeps its name: no row is touched."""

    dependencies = [("bonuses", "0009_rates_of_closed_months")]

    operations = [
        migrations.AlterModelTable("BooksHead", "bonuses_bookshead"),
        migrations.RenameModel("BooksHead", "BooksLock"),
    ]
