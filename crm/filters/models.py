"""Filters that people keep under a name."""

from typing import Any

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.staff.rules.names import clean_name, name_key

LONGEST_NAME = 60


class SavedFilter(models.Model):
    """A query string of a list and its name. What it finds is up to who opens it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    owner_id: ObjectId
    # The id of a list in crm/filters/lists.py.
    page = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_key = models.CharField(max_length=2 * LONGEST_NAME, editable=False)
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(_("shared"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name_key"],
                name="one_saved_filter_per_name",
            )
        ]
        indexes = [
            models.Index(
                fields=["page", "is_shared"],
                name="saved_filter_shared",
                condition=Q(is_shared=True),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean_name(self.name)
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)
