"""What members bring: each wing registers its own pages, queues, texts, policies, jobs."""

import members.batches.registration
import members.customers.registration
import members.draws.registration
import members.imports.registration
import members.reservations.registration  # noqa: F401
from crm.registry import history_words, shards
from members.history_words import SUBJECTS, VERBS
from members.models import MemberRow, PoolEvent

history_words.register(SUBJECTS, VERBS)
shards.register(MemberRow, "database_id", "_id")
shards.register(PoolEvent, "database_id", "sequence")
