"""What types, expiries and states of rewards and redemptions are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.rules.rewards.redemptions import RedemptionState
from loyalty.rules.rewards.terms import ExpiryKind, RewardType

Words = str | Promise

TYPES: dict[RewardType, Words] = {
    RewardType.PERCENT_OFF: _("Percent off"),
    RewardType.AMOUNT_OFF: _("Amount off"),
    RewardType.FREE_ARTICLE: _("Free article"),
    RewardType.VOUCHER: _("Voucher"),
    RewardType.FREE_SHIPPING: _("Free shipping"),
    RewardType.VIP_ACCESS: _("VIP access"),
    RewardType.CUSTOM: _("Something else"),
}
EXPIRIES: dict[ExpiryKind, Words] = {
    ExpiryKind.NONE: _("Does not expire"),
    ExpiryKind.FIXED_DAY: _("On a day"),
    ExpiryKind.AFTER_CREATION: _("So many days after the reward was created"),
    ExpiryKind.AFTER_APPROVAL: _("So many days after the approval"),
}
STATES: dict[RedemptionState, Words] = {
    RedemptionState.PENDING: _("Waiting for a decision"),
    RedemptionState.APPROVED: _("Approved"),
    RedemptionState.USED: _("Used"),
    RedemptionState.EXPIRED: _("Expired"),
    RedemptionState.REJECTED: _("Rejected"),
    RedemptionState.CANCELLED: _("Cancelled"),
}
