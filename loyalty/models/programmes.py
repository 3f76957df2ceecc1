"""Programmes: what they are called and in which currency, their products and versions (LM-2)."""

from typing import Any

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.staff.rules.names import clean_name, name_key
from loyalty.rules.currencies import HOME_CURRENCY


class Programme(models.Model):
    """A set of rules for some products and stores, and the row at which its verbs line up."""

    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=160, unique=True, editable=False)
    currency = models.CharField(_("currency"), max_length=3, default=HOME_CURRENCY)
    # How many decimals of an amount pages show; two are stored.
    decimals = models.IntegerField(default=0)
    # Where a phone number without a country's code belongs.
    phone_region = models.CharField(max_length=2)
    # What its points are called, of one and of many, in both languages.
    point_en = models.CharField(max_length=40, default="point")
    points_en = models.CharField(max_length=40, default="points")
    point_id = models.CharField(max_length=40, default="poin")
    points_id = models.CharField(max_length=40, default="poin")
    # Whether columns about family, pets, intolerances and health are kept (LM-7).
    keeps_sensitive = models.BooleanField(default=False)
    # Rises with each event; two verbs at once collide here.
    events = models.IntegerField(default=0, editable=False)
    # Set while everybody's points wait to be posted anew; pages say "being recounted" (LP-6).
    points_due_since = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField(max_length=80, blank=True, editable=False)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean_name(self.name)
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class ProgrammeProduct(models.Model):
    """Which programme a product belongs to: one at most, so that a deposit earns once (LM-2)."""

    product_id = ObjectIdField(primary_key=True, db_column="_id")
    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["programme"], name="products_of_programme")]


class ProgrammeVersion(models.Model):
    """The thresholds of a programme from a day on; only ever added (LM-3)."""

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    valid_from = models.DateField(_("valid from"))
    # In which order the programme's versions were published.
    sequence = models.IntegerField()
    # As loyalty/rules/stored_terms.py writes and reads them.
    terms = models.JSONField()
    author_name = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "sequence"], name="versions_in_order")
        ]


class VersionDraft(models.Model):
    """The one draft of a programme's next version; nobody earns by it (LM-3)."""

    programme_id = ObjectIdField(primary_key=True, db_column="_id")
    valid_from = models.DateField(_("valid from"))
    terms = models.JSONField()
    author_name = models.CharField(max_length=80)
    saved_at = models.DateTimeField(default=timezone.now)
    version = models.IntegerField(default=1)
