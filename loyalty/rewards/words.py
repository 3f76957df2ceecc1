"""What people read of rewards and redemptions: how they are, why not, and what is wrong."""

from django.utils.translation import gettext_lazy as _

from loyalty.models import Programme
from loyalty.models.reward_words import Words
from loyalty.programmes.words import point_word
from loyalty.rules.rewards.offers import OfferState
from loyalty.rules.rewards.redemptions import Refusal
from loyalty.rules.rewards.terms import Fault

OFFER_STATES: dict[OfferState, Words] = {
    OfferState.OFFERED: _("Offered"),
    OfferState.COMING: _("Not yet offered"),
    OfferState.NONE_LEFT: _("Out of stock"),
    OfferState.EXPIRED: _("Expired"),
    OfferState.ENDED: _("Not offered any more"),
    OfferState.RETIRED: _("Retired"),
}
# Said to the member herself.
REFUSALS: dict[Refusal, Words] = {
    Refusal.MEMBER: _("Your membership is not active."),
    Refusal.CONTACT: _("Confirm your e-mail or phone first."),
    Refusal.VISIBLE: _("This reward is not offered any more."),
    Refusal.EXPIRED: _("This reward has expired."),
    Refusal.STOCK: _("Out of stock."),
    Refusal.BELOW_ZERO: _("Your %(points)s are below zero: what you earn next fills them first."),
    Refusal.POINTS: _("You have too few %(points)s."),
    Refusal.TIER: _("It is for a higher tier."),
    Refusal.LIMIT: _("You have had it as often as one member may."),
}


def refusal_text(reason: Refusal, programme: Programme) -> str:
    """Why she cannot have it, by the programme's word for points (LM-2)."""
    return str(REFUSALS[reason]) % {"points": point_word(programme)}


FAULTS: dict[Fault, Words] = {
    Fault.TEXT: _("Give it a text of a length that fits."),
    Fault.WHOLE: _("A whole number from 0 on."),
    Fault.FROM_ONE: _("A whole number from 1 on."),
    Fault.PERCENT: _("A whole number from 1 to 100."),
    Fault.AMOUNT: _("An amount above 0."),
    Fault.NEEDED: _("This is needed here."),
    Fault.RANGE: _("It ends before it begins."),
}
