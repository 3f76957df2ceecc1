"""Members, their cards, consents, links to customers and merges (LM-4 to LM-6, LM-9, LM-12)."""

from typing import Any, Self

from bson import ObjectId
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ArrayField, ObjectIdField

from crm.web.forms.reasons import LONGEST_REASON
from loyalty.models.programmes import Programme
from loyalty.models.stores import Store
from loyalty.rules.cards import LONGEST_NUMBER
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.rules.identity import Sex

# Below every id: an index on what is above it holds only the members that have one.
SMALLEST_ID = "0" * 24


def _choices(enum: Any) -> list[tuple[str, str]]:
    return [(each.value, each.value) for each in enum]


class MemberState(models.TextChoices):
    """BLOCKED earns, and neither signs in nor redeems; CLOSED earns nothing dated afterwards."""

    ACTIVE = "active", _("Active")
    BLOCKED = "blocked", _("Blocked")
    CLOSED = "closed", _("Closed")


class CardSource(models.TextChoices):
    """Where a card came from; one that was attached at the counter can be detached again."""

    REGISTRY = "registry", _("Registry")
    MINTED = "minted", _("Minted here")
    ATTACHED = "attached", _("Attached at the counter")


class Member(models.Model):
    """An end customer of a programme, and the row at which everything about them lines up.

    Keys and terms follow from the other fields and the cards (loyalty/members/search/terms.py).
    """

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Told apart by it when the name is gone.
    number = models.IntegerField(unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    surname = models.CharField(_("surname"), max_length=80, blank=True)
    sex = models.CharField(_("sex"), max_length=7, default=Sex.UNKNOWN.value)
    birth_date = models.DateField(_("date of birth"), null=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    street = models.CharField(_("street"), max_length=120, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    province = models.CharField(_("province"), max_length=80, blank=True)
    store_id: ObjectId | None
    store = models.ForeignKey(
        Store, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    created_on = models.DateField(_("created on"))
    state = models.CharField(max_length=7, choices=MemberState, default=MemberState.ACTIVE)
    # Of a closed one: nothing that is bought later earns (LP-4).
    closed_on = models.DateField(null=True)
    # The staff member whose own record it is (LM-18).
    staff_id: ObjectId | None
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    # Whom a merge has made of it.
    merged_into_id = ObjectIdField(null=True)
    is_erased = models.BooleanField(default=False)
    # What the registry stated first, and the day it was true; None without an opening (LP-9).
    opening_points = models.IntegerField(null=True)
    opening_spend = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    opening_day = models.DateField(null=True)
    # What the registry stated last: a difference is listed, and a person decides.
    stated_points = models.IntegerField(null=True)
    stated_spend = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    # The first registry without them, until one has them again (LI-15).
    missing_since_batch = models.IntegerField(null=True)
    # The last registry that has them; None for whom none had.
    registry_batch = models.IntegerField(null=True)
    # Whose import has made the record; None for one made by a person.
    created_by_batch = models.IntegerField(null=True)
    email_key = models.CharField(max_length=254, blank=True)
    phone_key = models.CharField(max_length=20, blank=True)
    # By what a search finds it.
    terms = ArrayField(models.CharField(max_length=260), default=list)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "number"], name="members_of_programme"),
            models.Index(fields=["programme", "created_on"], name="members_by_creation"),
            models.Index(fields=["programme", "terms"], name="members_by_term"),
            models.Index(fields=["programme", "registry_batch"], name="members_by_registry"),
            models.Index(fields=["programme", "email_key"], name="members_by_email"),
            models.Index(fields=["programme", "phone_key"], name="members_by_phone"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.name, self.surname))) or f"#{self.number}"


class Card(models.Model):
    """A card by its number, which is one member's over all programmes (LM-9)."""

    number = models.CharField(primary_key=True, db_column="_id", max_length=LONGEST_NUMBER)
    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    member_id: ObjectId
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False, related_name="+")
    # See loyalty/rules/cards.py; empty for a right EAN-13.
    flag = models.CharField(max_length=11, blank=True)
    source = models.CharField(max_length=8, choices=CardSource)
    is_active = models.BooleanField(default=True)
    since = models.DateTimeField(default=timezone.now)
    # The last registry that has it; None for one that none had.
    registry_batch = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["member", "since"], name="cards_of_member"),
            models.Index(fields=["programme", "registry_batch"], name="cards_by_registry"),
        ]

    def __str__(self) -> str:
        return self.number


class ConsentStatement(models.Model):
    """What was said about one consent, by whom and when; the last one holds. Only ever added."""

    member_id: ObjectId
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False, related_name="+")
    subject = models.CharField(max_length=13, choices=_choices(ConsentSubject))
    consent = models.CharField(max_length=7, choices=_choices(Consent))
    source = models.CharField(max_length=6, choices=_choices(ConsentSource))
    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    # Which of the member's statements it is.
    sequence = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "sequence"], name="statements_in_order")
        ]


class CustomerLinkQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(is_in_force=True)


class CustomerLink(models.Model):
    """A CRM customer, in one product or in all of the programme, who is a member (LM-12)."""

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    member_id: ObjectId
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False, related_name="+")
    customer_id = models.CharField(max_length=120)
    customer_key = models.CharField(max_length=240)
    # None for all products of the programme.
    product_id = ObjectIdField(null=True)
    is_in_force = models.BooleanField(default=True)
    linked_at = models.DateTimeField(default=timezone.now)
    unlinked_at = models.DateTimeField(null=True)

    objects = CustomerLinkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["programme", "customer_key"], name="links_of_customer"),
            models.Index(fields=["member", "linked_at"], name="links_of_member"),
        ]


class MemberMerge(models.Model):
    """One member made of two, with all that moved, so that it can be undone exactly (LM-14)."""

    from_member_id = ObjectIdField()
    into_member_id = ObjectIdField()
    # How the one that was closed had been.
    state_before = models.CharField(max_length=7, choices=MemberState)
    closed_on_before = models.DateField(null=True)
    cards = ArrayField(models.CharField(max_length=LONGEST_NUMBER), default=list)
    links = ArrayField(ObjectIdField(), default=list)
    is_undone = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    # Of two at one moment, which came later: how many the member had taken in by then.
    sequence = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["from_member_id", "at"], name="merges_of_member"),
            models.Index(fields=["into_member_id", "at"], name="merges_into_member"),
        ]


class NumberSequence(models.Model):
    """How many numbers of a sort were given away: of members, or of minted cards by prefix."""

    name = models.CharField(primary_key=True, db_column="_id", max_length=20)
    given = models.IntegerField(default=0)
