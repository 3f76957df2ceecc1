"""What history brings: a root every night, and what /status says of it."""

from crm.audit.chain.nightly import end_the_day
from crm.audit.models import ChainHead
from crm.audit.system_status import history_state
from crm.registry import shards, status
from crm.registry.runs import nightly
from crm.registry.status import Section

# The last part: it covers what the others have noted.
nightly.register(95, "history", end_the_day)
status.register(40, Section("history", "history/status.html", history_state))
shards.register(ChainHead, "_id", is_hashed=True)
