"""Fields that several models share."""

from typing import Any

from django.db import models


def money_field(label: str, **options: Any):
    """An amount in rupiah or a count with two places."""
    return models.DecimalField(label, max_digits=20, decimal_places=2, **options)
