"""Sales lines: what a card bought of an article in a month (LI-17). Written in bulk."""

from django.db import models

from loyalty.rules.cards import LONGEST_NUMBER


class SalesLine(models.Model):
    """A line of its batch. It counts while its month names the batch (SalesMonth)."""

    batch_number = models.IntegerField()
    # YYYYMM.
    month = models.IntegerField()
    # Which row of the file it is: with the batch it is written once.
    row = models.IntegerField()
    # Empty for none.
    card = models.CharField(max_length=LONGEST_NUMBER, blank=True)
    article = models.CharField(max_length=40)
    department = models.CharField(max_length=20, blank=True)
    # Both empty for no promotion (LX-7).
    promotion_type = models.CharField(max_length=20, blank=True)
    promotion_number = models.CharField(max_length=20, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    quantity = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    points = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch_number", "row"], name="lines_once")]
        indexes = [
            models.Index(fields=["batch_number", "month", "card"], name="lines_of_buyer"),
        ]


class Department(models.Model):
    """What a programme's department is called, by its code (LX-8)."""

    # The programme's id with the code.
    id = models.CharField(primary_key=True, db_column="_id", max_length=50)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
