"""Receipts: visits at a till (LI-16). Rows are written in bulk by loyalty/imports/."""

from bson import ObjectId
from django.db import models
from django_mongodb_backend.fields import ArrayField

from loyalty.models.programmes import Programme
from loyalty.models.stores import LONGEST_CODE, Store
from loyalty.rules.cards import LONGEST_NUMBER


class Receipt(models.Model):
    """One visit. It counts while a batch that has it is complete; natural twins are told apart.

    Whose it is follows from the card when it is read, so attaching a card changes no receipt.
    """

    # A hash of the programme and of everything the file says of it, with its number among equals.
    id = models.CharField(primary_key=True, db_column="_id", max_length=80)
    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Every batch whose file has it; which of them count: loyalty/imports/rows/counted.py.
    batches = ArrayField(models.IntegerField(), default=list)
    # Empty for none.
    card = models.CharField(max_length=LONGEST_NUMBER, blank=True)
    store_id: ObjectId
    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False, related_name="+")
    store_code = models.CharField(max_length=LONGEST_CODE)
    till = models.IntegerField(null=True)
    day = models.DateField()
    # Minutes after midnight, where the file has a time.
    minute = models.IntegerField(null=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    # As the till states them; None where it does not (LP-4).
    points = models.IntegerField(null=True)
    payment = models.CharField(max_length=40, blank=True)
    second_payment = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "day"], name="receipts_by_day"),
            models.Index(fields=["card", "day"], name="receipts_of_card"),
            models.Index(fields=["batches"], name="receipts_of_batch"),
        ]
