"""What is written to a member about a decision: to a confirmed e-mail, in her language (LA-9)."""

import structlog
from bson import ObjectId
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from loyalty.accounts.digital_cards import public_base
from loyalty.accounts.mails import is_mail_set_up
from loyalty.accounts.sign_in.names import account_of
from loyalty.models import Redemption
from loyalty.programmes.words import point_word
from loyalty.rewards.redemptions.using import holder_of
from loyalty.rules.rewards.redemptions import RedemptionState

log = structlog.get_logger(__name__)


@job
def mail_decision(context: JobContext, redemption: str, state: str, base: str) -> None:
    """Send what was decided; nothing without a confirmed e-mail: her area says it anyway.

    A mail that cannot be sent is in the log.
    """
    decided = Redemption.objects.select_related("programme").get(pk=ObjectId(redemption))
    account = account_of(holder_of(decided).pk)
    if account is None or not account.email_confirmed_at:
        return
    address = base + reverse("me:redemption", args=[decided.pk])
    with translation.override(decided.language):
        subject, text = _words(decided, RedemptionState(state))
    try:
        send_mail(subject, f"{text}\n\n{address}", None, [account.email])
    except OSError as error:
        log.warning("mail not sent", error=type(error).__name__)


def tell_decision(request: HttpRequest, redemption: Redemption) -> None:
    """Let a worker send it: whoever decides does not wait for a server of mail."""
    if is_mail_set_up():
        state, base = str(redemption.state), public_base(request)
        mail_decision.enqueue(redemption=str(redemption.pk), state=state, base=base)


def _words(redemption: Redemption, state: RedemptionState) -> tuple[str, str]:
    said = {"reward": redemption.title}
    if state == RedemptionState.APPROVED:
        text = _("Your request for %(reward)s is approved. Its code is here:") % said
        return _("Your reward is ready"), text
    said["reason"] = redemption.note or redemption.get_reject_reason_display()
    said["points"] = point_word(redemption.programme)
    text = _("Your request for %(reward)s was rejected: %(reason)s. You have your %(points)s back.")
    return _("Your request was rejected"), text % said
