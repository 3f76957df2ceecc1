"""Fields that several models share."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def money_field(label: "str | StrPromise", **options: Any) -> models.DecimalField:
    """An amount in rupiah or a count with two places."""
    return models.DecimalField(label, max_digits=20, decimal_places=2, **options)
