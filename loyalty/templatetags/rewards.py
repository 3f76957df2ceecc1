"""Rewards and redemptions in the reader's words."""

from datetime import date
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from crm.web.templatetags import formats
from loyalty.models import Programme
from loyalty.models.reward_words import EXPIRIES, STATES, TYPES
from loyalty.programmes.words import in_points
from loyalty.rewards.words import OFFER_STATES, refusal_text
from loyalty.rules.rewards.offers import OfferState
from loyalty.rules.rewards.redemptions import RedemptionState, Refusal
from loyalty.rules.rewards.stored_terms import KeptTerms
from loyalty.rules.rewards.terms import ExpiryKind, RewardType

register = template.Library()


@register.filter
def reward_type(value: str) -> str:
    """What the points buy."""
    return str(TYPES[RewardType(value)])


@register.filter
def reward_worth(kept: KeptTerms, programme: Programme) -> str:
    """What a redemption gives: its type, how much, of what."""
    terms, said = kept.terms, [str(TYPES[kept.terms.reward_type])]
    if terms.reward_type == RewardType.PERCENT_OFF:
        said.append(f"{terms.percent} %")
        if kept.most_off:
            said.append(_("at most %s") % formats.money(kept.most_off, programme.currency))
    if terms.amount and terms.reward_type in (RewardType.AMOUNT_OFF, RewardType.VOUCHER):
        said.append(formats.money(terms.amount, programme.currency))
    if terms.reward_type == RewardType.FREE_ARTICLE:
        said.append(terms.sku)
    return " · ".join(said)


@register.filter
def expiry_kind(value: str) -> str:
    """From when on its days are counted."""
    return str(EXPIRIES[ExpiryKind(value)])


@register.filter
def offer_state(state: OfferState) -> str:
    """How a reward is."""
    return str(OFFER_STATES[state])


register.filter("in_points", in_points)


@register.filter
def fact(value: object) -> str:
    """A field of a reward, as it is stored or was typed."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Decimal):
        return formats.decimal(value)
    if isinstance(value, date):
        return formats.day(value)
    words: dict[str, object] = {
        each.value: word for words in (TYPES, EXPIRIES) for each, word in words.items()
    }
    return str(words.get(str(value), value or formats.NO_VALUE))


@register.filter
def redemption_state(state: str) -> str:
    """What has become of a redemption."""
    return str(STATES[RedemptionState(state)])


@register.filter
def refusal(reason: Refusal, programme: Programme) -> str:
    """Why she cannot have it."""
    return refusal_text(reason, programme)
