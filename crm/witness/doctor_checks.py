"""What the doctor asks of the witness: file and database say the same, and there is a file."""

from django.utils.translation import gettext as _

from crm.registry.doctor import Diagnosis, failed, good, unknown, warning
from crm.web.templatetags.formats import decimal
from crm.witness import alarms, looking
from crm.witness.reads import sentence
from crm.witness.rules.verdicts import Verdict


def file_and_database_agree() -> Diagnosis:
    """The verdict of this host, and the alarm of any."""
    judgement = looking.look()
    if alarm := alarms.open_alarm():
        cure = _("Bring the newer data back, or manage.py witness --accept REASON.")
        return failed(sentence(alarm), cure)
    if judgement.verdict == Verdict.OFF:
        text = _("This host has no witness: a database that fell back would go unseen.")
        return warning(text, _("Set WITNESS_DIR to a folder on another volume."))
    if judgement.verdict == Verdict.UNWRITABLE:
        text = _("The folder of the witness cannot be used.")
        return failed(text, _("Let the product write to WITNESS_DIR; see its room."))
    if judgement.verdict == Verdict.UNAVAILABLE:
        return unknown(_("The database does not answer."), _("Mend that first."))
    text = _("File and database agree at entry %(entry)s.")
    return good(text % {"entry": decimal(judgement.entry)})
