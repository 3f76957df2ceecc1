"""What pages of analytics read: sums of sales lines and receipts, made when a batch ends (LX-10).

All of it follows from the rows and is proven by `recount` (loyalty/analytics/proof.py). The sums of
a batch's month never change, as its lines do not: a month that is replaced or undone names another
batch, and with it other sums.
"""

from datetime import date

from bson import ObjectId
from django.db import models
from django_mongodb_backend.fields import ArrayField

from loyalty.models.programmes import Programme
from loyalty.rules.cards import LONGEST_NUMBER

LONGEST_KEY = 60


class SumsBy(models.TextChoices):
    """What the lines of a month are summed by."""

    MONTH = "month"
    DEPARTMENT = "department"
    ARTICLE = "article"
    PROMOTION = "promotion"
    BUYER = "buyer"


class SalesTotals(models.Model):
    """The sums of a batch's month by one thing: a list of keys, and beside each its sums.

    Sums are whole numbers of eight bytes in the order of the keys (loyalty/rules/analytics/): 7,422
    articles of six months are six documents, not 44,000. The id is batch, month and what it is by.
    """

    id = models.CharField(primary_key=True, db_column="_id", max_length=40)
    batch_number = models.IntegerField()
    month = models.IntegerField()
    by = models.CharField(max_length=10, choices=SumsBy)
    keys = ArrayField(models.CharField(max_length=LONGEST_KEY))
    # Of articles, where each was sold: one sold in two departments stands there twice.
    departments = ArrayField(models.CharField(max_length=20), default=list)
    lines = models.BinaryField()
    # Cents, and ten-thousandths.
    amount = models.BinaryField()
    quantity = models.BinaryField()
    points = models.BinaryField()
    # How many of the lines state points.
    stated = models.BinaryField()

    @staticmethod
    def id_of(batch_number: int, month: int, by: str) -> str:
        """The one id of a batch's month by something."""
        return f"{batch_number}:{month}:{by}"


class BuyersOfTotal(models.Model):
    """Who bought in a batch's month something of one key, as bits by their numbers.

    Bits, since buyers of several months are counted once each, exactly.
    """

    id = models.CharField(primary_key=True, db_column="_id", max_length=140)
    numbers = models.BinaryField()

    @staticmethod
    def id_of(totals_id: str, key: str, department: str = "") -> str:
        """The one id of a key in sums; of an article with the department it was sold in."""
        return f"{totals_id}:{key}\t{department}"


class DepartmentsOfBuyer(models.Model):
    """What a card spent in each department in a batch's month; the id is batch, month and card."""

    id = models.CharField(primary_key=True, db_column="_id", max_length=80)
    departments = ArrayField(models.CharField(max_length=20))
    # Cents.
    amounts = ArrayField(models.IntegerField())


class BuyerNumber(models.Model):
    """By which number a card that has bought stands in sets of buyers, and in an address."""

    # The programme's id with the card.
    id = models.CharField(primary_key=True, db_column="_id", max_length=60)
    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    card = models.CharField(max_length=LONGEST_NUMBER)
    number = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_number_a_buyer")
        ]


class ReceiptDay(models.Model):
    """The counted receipts of a programme's day, by store and till with the hour or the payment.

    A cell is a list: store, till, hour or payment, then the sums in the order of ReceiptSums
    (loyalty/rules/analytics/receipts.py). The id is the programme's with the day.
    """

    id = models.CharField(primary_key=True, db_column="_id", max_length=40)
    by_hour = models.JSONField(default=list)
    by_payment = models.JSONField(default=list)
    # By store and till the numbers of who bought there.
    buyers = models.JSONField(default=list)

    @staticmethod
    def id_of(programme_id: ObjectId, day: date) -> str:
        """The one id of a programme's day; ids of later days are larger."""
        return f"{programme_id}:{day.isoformat()}"
