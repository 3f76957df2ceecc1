"""How mails leave: as Django sends them, unless deliveries are paused (settings.EMAIL_BACKEND)."""

from collections.abc import Sequence

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends import console, smtp

from crm.jobs.pause import current_pause

log = structlog.get_logger(__name__)


class SmtpBackend(smtp.EmailBackend):
    """By the server of EMAIL_HOST."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many have left; none while deliveries are paused, and none of them later."""
        return 0 if _are_held_back() else super().send_messages(email_messages)


class ConsoleBackend(console.EmailBackend):
    """Printed, for development."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """The same."""
        return 0 if _are_held_back() else super().send_messages(email_messages) or 0


def _are_held_back() -> bool:
    pause = current_pause()
    if pause is not None:
        log.warning("mail not sent: deliveries are paused", since=pause.since.isoformat())
    return pause is not None
