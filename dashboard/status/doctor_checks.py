"""What the doctor asks of the numbers: the last comparison found them right, and was lately."""

from django.utils.translation import gettext as _

from crm.mongo.unions import read_union
from crm.registry.doctor import Diagnosis, failed, good, warning
from crm.web.templatetags.formats import decimal, moment
from dashboard.status.integrity import integrity_of, query


def numbers_agree() -> Diagnosis:
    """The foot of every page, as a line."""
    state, run = integrity_of(read_union({"numbers": query()})["numbers"])
    if run is None:
        text = _("The numbers have never been compared with the ledger.")
        return warning(text, _("Run manage.py recount --dry-run."))
    facts = {"moment": moment(run.started_at), "number": decimal(run.drift)}
    if state == "wrong":
        text = _("%(number)s numbers differed from the ledger at %(moment)s.") % facts
        cure = _("Run manage.py recount, then find the cause in the log since the last good check.")
        return failed(text, cure)
    text = _("The numbers agreed with the ledger at %(moment)s.") % facts
    if state == "stale":
        return warning(text, _("Start manage.py scheduler: the night has not compared them."))
    return good(text)
