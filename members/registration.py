"""What members bring: each wing registers its own pages, queues, texts, policies, jobs."""

from django.utils.translation import gettext_lazy as _

import members.batches.registration
import members.customers.registration
import members.draws.registration
import members.imports.registration
import members.reservations.registration  # noqa: F401
from crm.registry import history_words, shards
from crm.registry.runs import witnessed
from members.history_words import SUBJECTS, VERBS
from members.models import MemberRow, PoolEvent, Reservation, Reveal

history_words.register(SUBJECTS, VERBS)
witnessed.count("reservations", _("reservations"), Reservation)
witnessed.count("reveals", _("looks at masked cells"), Reveal, append_only=True)
shards.register(MemberRow, "database_id", "_id")
shards.register(PoolEvent, "database_id", "sequence")
