"""The page of a customer, and who must not be contacted."""

from django.db import models
from django.utils import timezone

from crm.web.forms.reasons import LONGEST_REASON


class Customer(models.Model):
    """The id under which a customer has a page: their own would stand in every access log."""

    customer_key = models.CharField(max_length=240, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # What they are called once they are forgotten; chosen before the first thing is rewritten.
    pseudonym = models.CharField(max_length=40, blank=True, editable=False)
    # Their key is the pseudonym since.
    erased_at = models.DateTimeField(null=True, editable=False)
    erased_by_name = models.CharField(max_length=80, blank=True, editable=False)
    # What they are called and reached by while they are being forgotten: a run that was killed has
    # taken some of it from where it stood. Of whom a phone alone is known, that phone.
    spellings = models.JSONField(default=list, editable=False)
    phones = models.JSONField(default=list, editable=False)

    @property
    def is_being_forgotten(self) -> bool:
        """Whether that is decided and not done."""
        return bool(self.pseudonym) and self.erased_at is None


class ForgottenName(models.Model):
    """A key or a phone of somebody who is forgotten, as a hash: so long no file brings it back."""

    hash = models.CharField(max_length=64, primary_key=True, db_column="_id")
    until = models.DateTimeField()


class LoadingTurn(models.Model):
    """What whoever shows rows of a file writes, without the lock of a product, and whoever forgets
    a customer: of two at once, one runs again (members/customers/forgotten_names.py)."""

    number = models.IntegerField(primary_key=True, db_column="_id")
    times = models.IntegerField(default=0)


class DoNotContact(models.Model):
    """A customer whom nobody calls or writes to, in no product.

    They are recognised by hashes (members/customers/hashes.py), so that an entry still holds when
    nothing else is known of them.
    """

    customer_id = models.CharField(max_length=120, blank=True)
    customer_key = models.CharField(max_length=240, blank=True)
    # As +62812...
    phone = models.CharField(max_length=20, blank=True)
    # Empty where the customer or the phone is not known.
    key_hash = models.CharField(max_length=64, blank=True, editable=False)
    phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    reason = models.CharField(max_length=LONGEST_REASON)
    by_name = models.CharField(max_length=80, editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_hash", "phone_hash"], name="one_entry_per_customer_and_phone"
            )
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="do_not_contact_newest"),
            models.Index(fields=["phone_hash"], name="do_not_contact_phone"),
            models.Index(fields=["customer_key"], name="do_not_contact_customer"),
        ]


class HashSecret(models.Model):
    """The one secret of all hashes of customers. Whoever loses it recognises none of them."""

    name = models.CharField(max_length=20, primary_key=True, db_column="_id")
    secret = models.CharField(max_length=64)
