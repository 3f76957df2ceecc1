"""What history brings: a root every night, and what /status says of it."""

from django.utils.translation import gettext_lazy as _

from crm.audit.chain.nightly import end_the_day
from crm.audit.chain.restored import ends_of_history, faults_of_history
from crm.audit.chain.roots import last_root, root_stands
from crm.audit.doctor_checks import history_hangs_together
from crm.audit.erasure import SUBJECT_TYPE, VERB
from crm.audit.gauges import history_gauges
from crm.audit.models import ChainHead, Event, HistoryRoot
from crm.audit.system_status import history_state
from crm.registry import doctor, gauges, history_words, shards, status
from crm.registry.doctor import DoctorCheck
from crm.registry.runs import backups, nightly, witnessed
from crm.registry.status import Section

# The last part: it covers what the others have noted.
nightly.register(95, "history", end_the_day)
status.register(40, Section("history", "history/status.html", history_state))
doctor.register(40, DoctorCheck("history", _("History"), history_hangs_together))
gauges.register("history", history_gauges)
witnessed.count("events", _("events of history"), Event, append_only=True)
witnessed.count("roots", _("roots of history"), HistoryRoot, append_only=True)
witnessed.root("history", _("The last root of history"), last_root, root_stands)
backups.fact("history", _("Ends of history"), ends_of_history)
backups.proof("chains", _("Chains of history"), faults_of_history)
shards.register(ChainHead, "_id", is_hashed=True)
history_words.register({SUBJECT_TYPE: _("History")}, {VERB: _("Customer forgotten in history")})
