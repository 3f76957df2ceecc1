"""Rewards, what members have asked for, and each use of it (LR-1 to LR-10)."""

from datetime import date
from typing import Self

from bson import ObjectId
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_mongodb_backend.fields import ObjectIdField

from crm.web.forms.reasons import LONGEST_REASON
from loyalty.models.members import Member
from loyalty.models.programmes import Programme
from loyalty.models.reward_words import EXPIRIES, STATES, TYPES
from loyalty.models.stores import Store, Till
from loyalty.rules.rewards.redemptions import CODE_LENGTH, TAKEN_STATES, RedemptionState
from loyalty.rules.rewards.terms import (
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    ExpiryKind,
    RewardTerms,
    RewardType,
)
from loyalty.rules.tiers import LONGEST_NAME

LONGEST_CATEGORY, LONGEST_SKU, LONGEST_TEXT, LONGEST_KEY = 60, 60, 2_000, 80


class RejectReason(models.TextChoices):
    """Why a redemption was rejected (LR-9)."""

    REQUIREMENTS = "requirements", _("Requirements not met")
    SUSPICIOUS = "suspicious", _("Suspicious")
    TECHNICAL = "technical", _("Technical problem")
    POLICY = "policy", _("Against the terms")
    OTHER = "other", _("Another reason")


class Reward(models.Model):
    """What members of a programme get for points (LR-1). Never deleted."""

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    description = models.CharField(max_length=LONGEST_DESCRIPTION, blank=True)
    reward_type = models.CharField(
        max_length=13, choices=[(each.value, word) for each, word in TYPES.items()]
    )
    category = models.CharField(max_length=LONGEST_CATEGORY, blank=True)
    points = models.IntegerField()
    percent = models.IntegerField(null=True)
    # The most that a percentage takes off.
    most_off = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    sku = models.CharField(max_length=LONGEST_SKU, blank=True)
    # How to use it.
    instructions = models.CharField(max_length=LONGEST_TEXT, blank=True)
    conditions = models.CharField(max_length=LONGEST_TEXT, blank=True)
    # The name of the lowest tier that may have it; empty for all.
    tier = models.CharField(max_length=LONGEST_NAME, blank=True)
    # At the till, when it is used.
    minimum_purchase = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    # None for unlimited, 0 for none (LR-2).
    stock = models.IntegerField(null=True)
    limit_per_member = models.IntegerField(null=True)
    uses = models.IntegerField(default=1)
    visible_from = models.DateField(null=True)
    visible_to = models.DateField(null=True)
    expiry = models.CharField(
        max_length=40,
        choices=[(each.value, word) for each, word in EXPIRIES.items()],
        default=ExpiryKind.NONE.value,
    )
    expiry_day = models.DateField(null=True)
    expiry_days = models.IntegerField(null=True)
    refunds_expired = models.BooleanField(default=False)
    needs_approval = models.BooleanField(default=True)
    is_featured = models.BooleanField(default=False)
    sort_order = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField(max_length=80, blank=True, editable=False)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "-created_at"], name="rewards_of_programme"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def terms(self) -> RewardTerms:
        """What decides who may have it and for how long."""
        return RewardTerms(
            **{name: getattr(self, name) for name in SHARED_WITH_TERMS},
            reward_type=RewardType(self.reward_type),
            expiry=ExpiryKind(self.expiry),
            created_on=timezone.localdate(self.created_at),
        )


# Fields of a reward that are the rule's own, under the same names.
SHARED_WITH_TERMS = (
    "title",
    "description",
    "points",
    "percent",
    "amount",
    "sku",
    "instructions",
    "tier",
    "stock",
    "limit_per_member",
    "uses",
    "visible_from",
    "visible_to",
    "expiry_day",
    "expiry_days",
    "needs_approval",
)


class RewardStock(models.Model):
    """How many of a reward are taken, recounted with each redemption; its verbs line up here."""

    reward_id = ObjectIdField(primary_key=True, db_column="_id")
    # Pending, approved, used and expired redemptions (LR-2).
    taken = models.IntegerField(default=0)
    # Rises with each event; two verbs at once collide here.
    events = models.IntegerField(default=0)


class RedemptionQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """What an admin has to decide."""
        return self.filter(state=RedemptionState.PENDING.value)

    def taken(self) -> Self:
        """What counts for stock and limits."""
        return self.filter(state__in=sorted(state.value for state in TAKEN_STATES))


class Redemption(models.Model):
    """A member's claim on a reward, with title, terms, price and expiry of its day (LR-4)."""

    programme_id: ObjectId
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    member_id: ObjectId
    member = models.ForeignKey(Member, on_delete=models.PROTECT, db_index=False, related_name="+")
    reward_id: ObjectId
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, db_index=False, related_name="+")
    # Of the form that asked for it: sent twice, it is one redemption (LR-8).
    form_key = models.CharField(max_length=LONGEST_KEY)
    state = models.CharField(
        max_length=9,
        choices=[(each.value, word) for each, word in STATES.items()],
        default=RedemptionState.PENDING.value,
    )
    title = models.CharField(max_length=LONGEST_TITLE)
    category = models.CharField(max_length=LONGEST_CATEGORY, blank=True)
    # What was paid.
    points = models.IntegerField()
    # As loyalty/rules/rewards/stored_terms.py writes and reads them.
    terms = models.JSONField()
    requested_at = models.DateTimeField(default=timezone.now)
    requested_on = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=80, blank=True)
    reject_reason = models.CharField(max_length=12, choices=RejectReason, blank=True)
    note = models.CharField(max_length=LONGEST_REASON, blank=True)
    # The last day on which it can be used; None for ever, or while nobody has approved it.
    last_day = models.DateField(null=True)
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    uses_left = models.IntegerField()
    # In which the member asked, and is written to.
    language = models.CharField(max_length=5, default="en")
    # Decided since she last looked.
    is_unseen = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "form_key"], name="one_redemption_a_form")
        ]
        indexes = [
            models.Index(fields=["state", "requested_at"], name="redemptions_by_state"),
            models.Index(fields=["programme", "requested_at"], name="redemptions_by_time"),
            models.Index(fields=["member", "requested_at"], name="redemptions_of_member"),
            models.Index(fields=["reward", "state"], name="redemptions_of_reward"),
            models.Index(fields=["state", "last_day"], name="redemptions_by_end"),
        ]

    def __str__(self) -> str:
        return self.title

    def has_ended(self, day: date) -> bool:
        """Whether its last day has passed; that day is one of its own (LR-3)."""
        return self.last_day is not None and self.last_day < day


class RedemptionUse(models.Model):
    """One use of a redemption at the counter (LR-10). Only ever added."""

    redemption_id: ObjectId
    redemption = models.ForeignKey(
        Redemption, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    # Which use of the redemption it is, from 1 on.
    sequence = models.IntegerField()
    at = models.DateTimeField(default=timezone.now)
    by_id = ObjectIdField(null=True)
    by_name = models.CharField(max_length=80)
    store_id: ObjectId | None
    store = models.ForeignKey(
        Store, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    till_id: ObjectId | None
    till = models.ForeignKey(
        Till, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    note = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["redemption", "sequence"], name="uses_in_order")
        ]
