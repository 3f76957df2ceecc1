"""What a staff member works off: the rows of one assignment (DB-9, WD-1)."""

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.mongo.append_only import AppendOnlyModel
from crm.staff.models import Product
from crm.web.forms.reasons import LONGEST_REASON
from members.models.databases import DatabaseKind, MemberDatabase


class WhatsApp(models.TextChoices):
    """What WhatsApp said: the number exists, one tick, there is none; empty: not checked."""

    EXISTS = "ada", _("Exists")
    ONE_TICK = "ceklis1", _("One tick")
    NONE = "tidak", _("None")


class Response(models.TextChoices):
    YES = "ya", _("Responded")
    NO = "tidak", _("No response")


class Batch(models.Model):
    """A card of a staff member. Its counts are counted from its rows (WD-3).

    Made by members/batches/cards.py.
    """

    database_id: ObjectId
    database = models.ForeignKey(
        MemberDatabase, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    product_id: ObjectId
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    staff_id: ObjectId
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    database_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=DatabaseKind, default=DatabaseKind.NORMAL)
    product_name = models.CharField(max_length=60)
    staff_name = models.CharField(max_length=80)
    # As the staff member calls it; the name of the database when empty.
    title = models.CharField(_("title"), max_length=80, blank=True)
    is_pinned = models.BooleanField(default=False)
    # When its first rows were assigned, and by whom.
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField(max_length=80, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-created_at", "-id"], name="batches_of_staff"),
            models.Index(fields=["-created_at", "-id"], name="batches_newest"),
            models.Index(fields=["database", "-created_at", "-id"], name="batches_of_database"),
        ]

    def __str__(self) -> str:
        return self.title or self.database_name


class Replacement(AppendOnlyModel):
    """A row that was invalid, and the one that came for it (BZ-4, WD-2). Only ever added."""

    database_id = ObjectIdField()
    batch_id = ObjectIdField()
    staff_id = ObjectIdField()
    row_id = ObjectIdField()
    new_row_id = ObjectIdField()
    # Without an admin: these are counted against the limit.
    is_automatic = models.BooleanField()
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["batch_id", "is_automatic"], name="replacements_in_batch"),
            models.Index(fields=["staff_id", "database_id"], name="replacements_of_staff"),
        ]


class Reveal(AppendOnlyModel):
    """Somebody looked at a cell that is masked for them (DB-10). Only ever added."""

    row_id = ObjectIdField()
    database_id = ObjectIdField()
    column = models.CharField(max_length=LONGEST_REASON)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    # A Jakarta date, and which of that person's of that date it is.
    day = models.DateField()
    number = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "day", "number"], name="reveals_in_order")
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="reveals_newest")]


class RevealCount(models.Model):
    """How many cells a person looked at on a day: the row at which two at once line up."""

    id = models.CharField(primary_key=True, max_length=40)
    count = models.IntegerField(default=0)
