"""What the doctor asks of the ledger: recounts that are due, the last night, imports half-way."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.registry.doctor import Diagnosis, failed, good, warning
from crm.web.templatetags.formats import decimal, moment
from omset.locks import recounts_due
from omset.models.imports import UNDER_WAY, DepositImport
from omset.models.job_runs import NightlyRun

# An import recounts at its end, and the longest one takes no longer.
LONGEST_RECOUNT = timedelta(hours=1)
OLDEST_NIGHT = timedelta(hours=26)


def recounts_are_done() -> Diagnosis:
    """Nobody's numbers wait for a recount longer than an import takes."""
    due = recounts_due()
    if not due:
        return good(_("No recount is due."))
    numbers = {"number": decimal(len(due)), "moment": moment(min(due.values()))}
    text = _("The numbers of %(number)s people wait for a recount, the first since %(moment)s.")
    if timezone.now() - min(due.values()) < LONGEST_RECOUNT:
        return warning(text % numbers, _("Wait for the import to end."))
    return failed(text % numbers, _("Run manage.py recount."))


def night_was_done() -> Diagnosis:
    """What is done every night was done, every part of it."""
    last = NightlyRun.objects.order_by("-day").first()
    if last is None:
        text = _("No night has been done yet.")
        return warning(text, _("Start manage.py scheduler, or run manage.py nightly by cron."))
    text = _("The last night began at %(moment)s.") % {"moment": moment(last.started_at)}
    if last.failed:
        failure = _("A part of it failed.")
        cure = _("See the log for the part that failed, then manage.py nightly --again.")
        return failed(f"{text} {failure}", cure)
    if timezone.now() - last.started_at > OLDEST_NIGHT:
        return failed(text, _("Start manage.py scheduler, or run manage.py nightly by cron."))
    return good(text)


def no_import_is_half_way() -> Diagnosis:
    """Before an upgrade no import of deposits is being read or loaded."""
    number = DepositImport.objects.filter(state__in=UNDER_WAY).count()
    if not number:
        return good(_("No import of deposits is under way."))
    text = _("%(number)s imports of deposits are under way.") % {"number": decimal(number)}
    return failed(text, _("Let them end or cancel them on the page Import deposits."))
