"""Members' databases: rows of customers that were uploaded for a product (DB-1, BZ-1, WD-1)."""

import hashlib
import secrets
from typing import Any

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.staff.models import Product
from crm.staff.rules.names import clean_name, name_key


def new_secret() -> str:
    """32 random bytes, in hexadecimal."""
    return secrets.token_hex(32)


class DatabaseKind(models.TextChoices):
    NORMAL = "normal", _("Normal")
    BONANZA = "bonanza", _("Bonanza")
    WD = "wd", _("Member WD")


class AutoApproval(models.TextChoices):
    """Whether requests of a database are approved at once while that is switched on (DB-5)."""

    UNSET = "", _("As for all databases")
    AUTOMATIC = "automatic", _("Automatic")
    MANUAL = "manual", _("Manual")


class MemberDatabaseQuerySet(models.QuerySet):
    def live(self) -> "MemberDatabaseQuerySet":
        """Those that were not deleted."""
        return self.filter(is_deleted=False)

    def named(self, name: str) -> "MemberDatabaseQuerySet":
        """The live database with this name, whatever its spelling."""
        return self.live().filter(name_key=name_key(name))


class MemberDatabase(models.Model):
    """One database, and the row at which everything that changes its pool lines up.

    `events`, `draws` and `last_hash` belong to members/databases/pool.py.
    """

    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=160, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=DatabaseKind)
    product_id: ObjectId
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, related_name="+")
    product_name = models.CharField(max_length=60)
    # The names of the columns, in order; a row's cells stand in the same order.
    columns = models.JSONField(default=list)
    auto_approval = models.CharField(
        max_length=10, choices=AutoApproval, default=AutoApproval.UNSET, blank=True
    )
    # Draws take rows in the order of keys made with it; its SHA-256 is shown from the first day.
    secret = models.CharField(max_length=64, editable=False, default=new_secret)
    events = models.IntegerField(default=0, editable=False)
    draws = models.IntegerField(default=0, editable=False)
    last_hash = models.CharField(max_length=64, blank=True, editable=False)
    is_deleted = models.BooleanField(default=False, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by_name = models.CharField(max_length=80, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField(max_length=80, editable=False)

    objects = MemberDatabaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                condition=models.Q(is_deleted=False),
                name="one_live_database_per_name",
            )
        ]
        indexes = [
            models.Index(fields=["product", "is_deleted"], name="databases_of_product"),
            models.Index(fields=["is_deleted", "-created_at", "-id"], name="databases_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean_name(self.name)
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)

    @property
    def commitment(self) -> str:
        """The SHA-256 of the secret: nobody can have chosen another one later."""
        return hashlib.sha256(bytes.fromhex(self.secret)).hexdigest()


class ProductPool(models.Model):
    """One row a product, written first by whatever loads rows and whatever reserves customers.

    Otherwise each would commit without having seen the other (snapshot transactions).
    """

    product_id = ObjectIdField(primary_key=True, db_column="_id")
    events = models.IntegerField(default=0)


class PoolQueue(models.Model):
    """Who is next at a database's pool (members/databases/turns.py). No business row."""

    database_id = ObjectIdField(primary_key=True, db_column="_id")
    tickets = models.IntegerField(default=0)
    served = models.IntegerField(default=0)


class PoolCounts(models.Model):
    """How many rows of a database have which status: derived, written by databases/counts.py.

    A million rows cannot be counted for each look at them; `member_counts` proves it.
    """

    database_id = ObjectIdField(primary_key=True, db_column="_id")
    available = models.IntegerField(default=0)
    requested = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    assigned = models.IntegerField(default=0)
    invalid = models.IntegerField(default=0)
    archived = models.IntegerField(default=0)
