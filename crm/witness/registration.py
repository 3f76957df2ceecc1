"""What the witness brings: a watch of every process, a part of the night, /status, its texts."""

from django.utils.translation import gettext_lazy as _

from crm.notifications import messages
from crm.registry import doctor, gauges, history_words, readiness, status
from crm.registry.doctor import DoctorCheck
from crm.registry.runs import backups, nightly, watches
from crm.registry.status import Section
from crm.witness.comparison.chain import last_link
from crm.witness.doctor_checks import file_and_database_agree
from crm.witness.gauges import witness_gauges
from crm.witness.system_status import witness_state
from crm.witness.verifying import end_the_day
from crm.witness.watching import LOOK_SECONDS, look_after, why_not_serving

watches.register("witness", LOOK_SECONDS, look_after)
readiness.register(why_not_serving)
# Behind the root of history, which is one of its entries.
nightly.register(97, "witness", end_the_day)
status.register(5, Section("witness", "witness/status.html", witness_state))
backups.fact("witness", _("Last entry of the witness"), last_link)
doctor.register(41, DoctorCheck("witness", _("Witness"), file_and_database_agree))
gauges.register("witness", witness_gauges)
history_words.register(
    {"witness.witnessalarm": _("Witness")},
    {"raise alarm": _("Alarm raised"), "accept loss": _("Loss accepted")},
)
messages.register(
    "witness-fell-back",
    _("The database is in an older state, as of entry %(entry)s of the witness."),
)
messages.register(
    "witness-differs",
    _("The database tells another history than the witness from entry %(entry)s on."),
)
messages.register("witness-damaged", _("A file of the witness is damaged from entry %(entry)s on."))
messages.register(
    "witness-rows-gone",
    _("Rows that entry %(entry)s of the witness counted are gone, and nobody has removed them."),
)
