"""What a staff member works off: the rows of one assignment (DB-9, WD-1)."""

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Product
from members.models.databases import MemberDatabase


class WhatsApp(models.TextChoices):
    """What WhatsApp said: the number exists, one tick, there is none; empty: not checked."""

    EXISTS = "ada", _("Exists")
    ONE_TICK = "ceklis1", _("One tick")
    NONE = "tidak", _("None")


class Response(models.TextChoices):
    YES = "ya", _("Responded")
    NO = "tidak", _("No response")


class Batch(models.Model):
    """A card of a staff member. Its counts are counted from its rows (WD-3)."""

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
            models.Index(
                fields=["staff", "-is_pinned", "-created_at", "-id"], name="batches_of_staff"
            ),
            models.Index(fields=["database", "-created_at", "-id"], name="batches_of_database"),
        ]

    def __str__(self) -> str:
        return self.title or self.database_name
