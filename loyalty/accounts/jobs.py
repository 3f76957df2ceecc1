"""Links to choose a password are sent by a worker: how long an answer takes tells nothing (LS-12).

The job holds ids alone. The secret is made where the mail is, and neither is kept.
"""

from bson import ObjectId
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import get_language

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from loyalty.accounts.digital_cards import public_base
from loyalty.accounts.mails import is_mail_set_up, receivers_of, send_password_links


@job
def send_links(context: JobContext, members: list[str], base: str, language: str) -> None:
    """Send these members a link each, in the language in which it was asked for."""
    with translation.override(language):
        send_password_links([ObjectId(each) for each in members], base)


def ask_for_links(request: HttpRequest, typed: str) -> None:
    """Let a worker send who is meant a link; it is asked as well where nobody is."""
    if is_mail_set_up():
        members = [str(pk) for pk in receivers_of(typed)]
        language = get_language() or "en"
        send_links.enqueue(members=members, base=public_base(request), language=language)
