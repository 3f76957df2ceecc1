"""The numbers derived from the ledger, and the lock of a staff member's events."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.staff.models import Product
from omset.models.fields import money_field


class StaffLock(models.Model):
    """One row a staff member, written first by each event: two writers of one staff collide here.

    Written only by omset/locks.py.
    """

    # The account's id; a foreign key cannot be the stored row's own id.
    staff_id = ObjectIdField(primary_key=True, db_column="_id")
    events = models.IntegerField(default=0)
    # Set while a bulk import waits for its recount; the pages say "being recounted".
    recount_due_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "omset_ledgerhead"


class Tally(models.Model):
    """The sums that every screen shows. See omset/tallies/tally.py for how each is made."""

    records = models.IntegerField()
    forms = money_field(_("forms"))
    nominal = money_field(_("nominal"))
    total = money_field(_("total"))
    ndp = models.IntegerField()
    rdp = models.IntegerField()
    ndp_total = money_field(_("NDP total"))
    rdp_total = money_field(_("RDP total"))
    # The NDP records' share of records, forms and nominal, so that a kind can be filtered on.
    ndp_records = models.IntegerField()
    ndp_forms = money_field(_("NDP forms"))
    ndp_nominal = money_field(_("NDP nominal"))

    class Meta:
        abstract = True


class DailyTally(Tally):
    """The numbers of one staff member, product and day. Written only by omset/tallies/tally.py."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "date", "product"],
                name="one_tally_per_staff_day_product",
            )
        ]
        indexes = [
            # The totals (omset/tallies/sums.py) are summed from it alone.
            models.Index(
                fields=["date", "records", "total", "ndp", "rdp"], name="daily_tally_glance"
            ),
            models.Index(fields=["product", "date"], name="daily_tally_product"),
        ]


class MonthlyTally(Tally):
    """The sums of a staff member's days of one month. Written only by omset/tallies/tally.py."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    # The first day of the month.
    month = models.DateField()
    days_worked = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "month"], name="one_tally_per_staff_month")
        ]
        indexes = [models.Index(fields=["month"], name="monthly_tally_month")]


class GroupTally(models.Model):
    """What a customer deposited with a staff member in a product (OM-12); rupiah, Jakarta dates.

    Written only by omset/tallies/groups.py, of counted records alone.
    """

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    customer_key = models.CharField(max_length=240)
    first_date = models.DateField()
    last_date = models.DateField()
    # On how many dates, and of how many records.
    days = models.IntegerField()
    records = models.IntegerField()
    total = money_field(_("total"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "customer_key", "product"], name="one_tally_per_group"
            )
        ]
        indexes = [
            models.Index(fields=["staff", "last_date"], name="group_tally_of_staff"),
            models.Index(fields=["last_date"], name="group_tally_last_date"),
            models.Index(fields=["customer_key", "product"], name="group_tally_customer"),
        ]
