"""What the doctor asks of history: the newest events hang together, the last root is of last night.

All of it is read by manage.py audit_verify alone.
"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.chain.newest import faults_of_newest
from crm.audit.models import HistoryRoot
from crm.registry.doctor import Diagnosis, failed, good, warning
from crm.web.templatetags.formats import decimal, moment

# A night and two hours.
OLDEST_ROOT = timedelta(hours=26)


def history_hangs_together() -> Diagnosis:
    """A sample of the chains, and the last root."""
    events, faults = faults_of_newest()
    if faults:
        cure = _("Run manage.py audit_verify; somebody wrote past the product.")
        return failed(str(faults[0]), cure)
    made = HistoryRoot.objects.order_by("-number").first()
    if made is None:
        text = _("There is no root of history yet.")
        return warning(text, _("manage.py nightly makes one; a scheduler does it each night."))
    facts = {"number": made.pk, "moment": moment(made.at), "events": decimal(events)}
    text = _("The newest %(events)s events hang together; root %(number)s is of %(moment)s.")
    if timezone.now() - made.at > OLDEST_ROOT:
        return warning(text % facts, _("Start manage.py scheduler: the night is not done."))
    if made.not_sent:
        return warning(text % facts, _("It was not sent: mend AUDIT_WEBHOOK."))
    return good(text % facts)
