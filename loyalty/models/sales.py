"""Sales lines: what a card bought of an article in a month (LI-17). Written in bulk."""

from bson import ObjectId
from django.db import models

from loyalty.rules.cards import LONGEST_NUMBER


class SalesLine(models.Model):
    """A line of its batch. It counts while its month names the batch (SalesMonth).

    Its id is the batch's number with the row of the file, so a row is stored once.
    """

    batch_number = models.IntegerField()
    # YYYYMM.
    month = models.IntegerField()
    # Empty for none.
    card = models.CharField(max_length=LONGEST_NUMBER, blank=True)
    article = models.CharField(max_length=40)
    department = models.CharField(max_length=40, blank=True)
    # Both empty for no promotion (LX-7).
    promotion_type = models.CharField(max_length=40, blank=True)
    promotion_number = models.CharField(max_length=40, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    quantity = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    points = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["batch_number", "month", "card"], name="lines_of_buyer"),
        ]

    @staticmethod
    def id_of(batch_number: int, row: int) -> ObjectId:
        """The one id of a row of a batch; ids of later rows are larger."""
        return ObjectId(batch_number.to_bytes(4, "big") + row.to_bytes(8, "big"))


class Department(models.Model):
    """What a programme's department is called, by its code (LX-8)."""

    # The programme's id with the code.
    id = models.CharField(primary_key=True, db_column="_id", max_length=50)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
