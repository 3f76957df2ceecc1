"""What is written to a member about a decision: to a confirmed e-mail, in her language (LA-9)."""

import structlog
from django.core.mail import send_mail
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from loyalty.accounts.digital_cards import public_address
from loyalty.accounts.mails import is_mail_set_up
from loyalty.accounts.sign_in.names import account_of
from loyalty.models import Redemption
from loyalty.rules.rewards.redemptions import RedemptionState

log = structlog.get_logger(__name__)


def tell_decision(request: HttpRequest, redemption: Redemption) -> None:
    """Send what was decided; nothing without a confirmed e-mail: her area says it anyway.

    After the commit. A mail that cannot be sent is in the log.
    """
    account = account_of(redemption.member_id)
    if account is None or not account.email_confirmed_at or not is_mail_set_up():
        return
    address = public_address(request, "me:redemption", redemption.pk)
    with translation.override(redemption.language):
        subject, text = _words(redemption)
    try:
        send_mail(subject, f"{text}\n\n{address}", None, [account.email])
    except OSError as error:
        log.warning("mail not sent", error=type(error).__name__)


def _words(redemption: Redemption) -> tuple[str, str]:
    said = {"reward": redemption.title}
    if redemption.state == RedemptionState.APPROVED:
        text = _("Your request for %(reward)s is approved. Its code is here:") % said
        return _("Your reward is ready"), text
    said["reason"] = redemption.note or redemption.get_reject_reason_display()
    text = _("Your request for %(reward)s was rejected: %(reason)s. You have your points back.")
    return _("Your request was rejected"), text % said
