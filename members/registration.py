"""What members bring: each wing registers its own pages, queues, texts, policies, jobs."""

import members.batches.registration
import members.customers.registration
import members.draws.registration
import members.imports.registration
import members.reservations.registration  # noqa: F401
from crm.registry import shards
from members.models import MemberRow, PoolEvent

shards.register(MemberRow, "database_id", "_id")
shards.register(PoolEvent, "database_id", "sequence")
