"""What members sign in with under `/me/`, and what leads there (LS-1, LM-11, LM-17).

None of it is an account of staff: neither the rows nor the cookies have anything in common.
"""

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.web.forms.reasons import LONGEST_REASON
from loyalty.models.members import Member
from loyalty.models.programmes import Programme
from loyalty.rules.cards import LONGEST_NUMBER

LONGEST_ADDRESS = 45
DIGEST = 64


class ContactSort(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class MemberAccount(models.Model):
    """What a member signs in with: one a member, for its key is the member's (LS-5).

    Contacts are those that she gave; they are login names as loyalty/rules/login_names.py says.
    """

    member_id = ObjectIdField(primary_key=True, db_column="_id")
    programme_id = ObjectIdField()
    password = models.CharField(max_length=128)
    email = models.CharField(max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True)
    email_confirmed_at = models.DateTimeField(null=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_key = models.CharField(max_length=20, blank=True)
    phone_confirmed_at = models.DateTimeField(null=True)
    # As the registry had them when the account was opened, and whether one of them was confirmed
    # since, or she signed up as new: until then only the counter changes who she is (LS-6).
    registry_email_key = models.CharField(max_length=254, blank=True)
    registry_phone_key = models.CharField(max_length=20, blank=True)
    is_proven = models.BooleanField(default=False)
    # One more ends every session of hers.
    sign_outs = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    # The network she came from, for whoever decides a dispute.
    created_from = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    last_sign_in_at = models.DateTimeField(null=True)
    # In which she signed in last, and is written to.
    language = models.CharField(max_length=5, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["email_key"], name="accounts_by_email"),
            models.Index(fields=["phone_key"], name="accounts_by_phone"),
        ]

    @property
    def has_confirmed_contact(self) -> bool:
        """Whether she can be reached for certain, without which nothing is redeemed (LS-8)."""
        return bool(self.email_confirmed_at or self.phone_confirmed_at)


class MemberSession(models.Model):
    """A browser in which a member is signed in. What opens it is in the cookie alone (LS-13)."""

    key_hash = models.CharField(primary_key=True, db_column="_id", max_length=DIGEST)
    member_id = ObjectIdField()
    # As many as the account had when it began.
    sign_outs = models.IntegerField()
    device = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["member_id"], name="sessions_of_member")]


class LinkPurpose(models.TextChoices):
    """What a one-time link is for."""

    PASSWORD = "password", _("To choose a password")
    CONFIRMATION = "confirmation", _("To confirm a contact")


class OneTimeLink(models.Model):
    """A secret address that does one thing for one member, once; only its hash is stored."""

    token_hash = models.CharField(primary_key=True, db_column="_id", max_length=DIGEST)
    member_id = ObjectIdField()
    purpose = models.CharField(max_length=12, choices=LinkPurpose)
    # Where it was sent, which whoever uses it has confirmed; empty for one handed over by staff.
    contact_sort = models.CharField(max_length=5, choices=ContactSort, blank=True)
    contact = models.CharField(max_length=254, blank=True)
    expires_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["member_id", "purpose"], name="links_of_purpose")]


class DigitalCard(models.Model):
    """The token that the QR code of a member's page holds (LM-11).

    Withdrawn, the row has one that nobody has seen, and none is made until somebody asks for it.
    """

    member_id = ObjectIdField(primary_key=True, db_column="_id")
    token = models.CharField(max_length=DIGEST, unique=True)
    since = models.DateTimeField(default=timezone.now)
    is_withdrawn = models.BooleanField(default=False)


class DisputeState(models.TextChoices):
    OPEN = "open", _("Open")
    HANDED_OVER = "handed over", _("Handed over")
    REFUSED = "refused", _("Refused")


class CardDispute(models.Model):
    """Somebody found her card taken: what she says, and what an admin decided (LS-6)."""

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    member_id: ObjectId
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False, related_name="+")
    card = models.CharField(max_length=LONGEST_NUMBER)
    contact = models.CharField(max_length=254)
    text = models.CharField(max_length=LONGEST_REASON)
    at = models.DateTimeField(default=timezone.now)
    # Of the network it came from.
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    state = models.CharField(max_length=11, choices=DisputeState, default=DisputeState.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-at"], name="disputes_in_order"),
            models.Index(fields=["-at"], name="disputes_by_time"),
            models.Index(fields=["member"], name="disputes_of_member"),
        ]


class JoinLink(models.Model):
    """The secret address by which a till or a staff member brings members (LM-17)."""

    # Of the programme and of whoever brings: there is one link each.
    key = models.CharField(primary_key=True, db_column="_id", max_length=DIGEST)
    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # One of the two.
    till_id = ObjectIdField(null=True)
    staff_id = ObjectIdField(null=True)
    token = models.CharField(max_length=DIGEST, unique=True)
    since = models.DateTimeField(default=timezone.now)


class Attribution(models.Model):
    """By whose join link a member has come; registrations are counted by it (LM-17)."""

    member_id = ObjectIdField(primary_key=True, db_column="_id")
    programme_id = ObjectIdField()
    till_id = ObjectIdField(null=True)
    staff_id = ObjectIdField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["programme_id", "till_id"], name="brought_by_till"),
            models.Index(fields=["staff_id"], name="brought_by_staff"),
        ]
