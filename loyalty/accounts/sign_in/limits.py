"""How often members may be wrong, by name and by address separately (LS-12)."""

from django.http import HttpRequest

from crm.staff.sign_in.counted_tries import CountedTry, counter, take, window_of
from crm.web.address import client_network
from loyalty.accounts.sign_in.names import account_called
from loyalty.models import MemberAccount
from loyalty.rules.cards import NotACardNumber, card_number
from loyalty.rules.identity import email_key

QUARTER, HOUR = 15 * 60, 60 * 60
SIGN_INS = 5
CLAIMS_OF_CARD, CLAIMS_FROM_ADDRESS = 5, 20
LINKS = 3
# A shop's own network, from which many join in an hour.
SIGN_UPS_FROM_ADDRESS = 60
# Forms in which a password is chosen, right or wrong: to weigh one takes up to a second.
CHOICES_FROM_ADDRESS = 120


def sign_in_try(request: HttpRequest, typed: str, account: MemberAccount | None) -> CountedTry:
    """Count a try of a password: the names of one account have one count."""
    name = str(account.pk) if account else _plain(typed)
    return _take(request, "sign-in", name, QUARTER, of_name=SIGN_INS, from_address=SIGN_INS)


def claim_try(request: HttpRequest, card: str) -> CountedTry:
    """Count a claim of a card."""
    return _take(
        request,
        "claim",
        _plain(card),
        HOUR,
        of_name=CLAIMS_OF_CARD,
        from_address=CLAIMS_FROM_ADDRESS,
    )


def sign_up_try(request: HttpRequest) -> CountedTry:
    """Count somebody new."""
    limits = {counter("me", "sign-up", client_network(request)): SIGN_UPS_FROM_ADDRESS}
    return take(limits, HOUR, window_of(HOUR))


def choice_try(request: HttpRequest) -> CountedTry:
    """Count a form in which a stranger chooses a password, before anything of it is looked at."""
    limits = {counter("me", "choice", client_network(request)): CHOICES_FROM_ADDRESS}
    return take(limits, HOUR, window_of(HOUR))


def reset_try(request: HttpRequest, typed: str) -> CountedTry:
    """Count the asking for a link to choose a password."""
    account = account_called(typed)
    name = str(account.pk) if account else _plain(typed)
    return _take(request, "reset", name, HOUR, of_name=LINKS, from_address=LINKS)


def confirmation_try(request: HttpRequest, account: MemberAccount, contact: str) -> CountedTry:
    """Count a link that confirms a contact, as compared: nobody's mailbox is filled by it."""
    limits = {
        counter("me", "confirmation", "name", str(account.pk)): LINKS,
        counter("me", "confirmation", "contact", contact): LINKS,
        counter("me", "confirmation", "address", client_network(request)): LINKS,
    }
    return take(limits, HOUR, window_of(HOUR))


def _take(
    request: HttpRequest, what: str, name: str, seconds: int, *, of_name: int, from_address: int
) -> CountedTry:
    limits = {
        counter("me", what, "name", name): of_name,
        counter("me", what, "address", client_network(request)): from_address,
    }
    return take(limits, seconds, window_of(seconds))


def _plain(typed: str) -> str:
    """What was typed as it is compared, so that no other spelling has a count of its own."""
    try:
        return card_number(typed).digits
    except NotACardNumber:
        return email_key(typed)
