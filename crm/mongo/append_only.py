"""Models whose rows are only ever added."""

from typing import Any, ClassVar, NoReturn

from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change or remove history."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("history is never changed")

    def delete(self) -> NoReturn:
        raise AppendOnly("history is never removed")


class AppendOnlyModel(models.Model):
    """Rows that are written once.

    The account that serves cannot remove them, nor change them unless `texts_are_forgotten`
    (crm/mongo/server/accounts.py).
    """

    # Whether what a row says of somebody is rewritten when they are forgotten or have moved.
    texts_are_forgotten: ClassVar[bool] = False

    objects: ClassVar = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("history is never changed")
        super().save(*args, force_insert=True, using=kwargs.get("using"))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("history is never removed")
