"""Stores and their tills (LM-16). Nothing of them is deleted: receipts name them."""

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from loyalty.models.programmes import Programme

LONGEST_CODE = 40


class StoreState(models.TextChoices):
    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")
    MAINTENANCE = "maintenance", _("Under maintenance")


class TillState(models.TextChoices):
    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")


class Store(models.Model):
    """A store by its code, which is any text; it belongs to one programme at most."""

    code = models.CharField(_("code"), max_length=LONGEST_CODE, unique=True)
    name = models.CharField(_("name"), max_length=80)
    state = models.CharField(
        _("state"), max_length=11, choices=StoreState, default=StoreState.ACTIVE
    )
    programme_id: ObjectId | None
    programme = models.ForeignKey(
        Programme, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["programme", "code"], name="stores_of_programme")]

    def __str__(self) -> str:
        return self.name


class Till(models.Model):
    """A till by its number, from 1 on, in its store."""

    store_id: ObjectId
    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False, related_name="+")
    number = models.IntegerField(_("number"))
    state = models.CharField(_("state"), max_length=8, choices=TillState, default=TillState.ACTIVE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="one_till_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}"
