"""Every write to the ledger recounts what it touched (OM-22, OM-23)."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.staff.models import Product
from crm.staff.signals import in_use
from crm.staff.usage import Use
from omset.ledger.usage import deposits_of
from omset.models import OmsetRecord
from omset.tallies import tally


@receiver(pre_save, sender=OmsetRecord, dispatch_uid="omset-before-save")
def before_save(instance, raw, **kwargs: Any) -> None:
    if not raw:
        tally.before_write(instance)


@receiver(post_save, sender=OmsetRecord, dispatch_uid="omset-after-save")
def after_save(instance, raw, **kwargs: Any) -> None:
    if not raw:
        tally.after_write(instance)


@receiver(pre_delete, sender=OmsetRecord, dispatch_uid="omset-before-delete")
def before_delete(instance, **kwargs: Any) -> None:
    tally.before_removal(instance)


@receiver(post_delete, sender=OmsetRecord, dispatch_uid="omset-after-delete")
def after_delete(instance, **kwargs: Any) -> None:
    tally.after_write(instance)


@receiver(in_use, dispatch_uid="omset-in-use")
def count_deposits(sender, pks, **kwargs: Any) -> Use:
    owner = "product" if sender is Product else "staff"
    url = f"{reverse('omset:list')}?preset=all&{owner}={{}}"
    return Use(_("deposits"), deposits_of(sender, pks), "omset", url)
