"""What requests and draws bring: pages, the queue of requests, texts, policies, shard keys."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from crm.filters import lists
from crm.notifications import messages
from crm.registry import menu, pages, policies, queues, shards
from crm.registry.menu import MenuEntry, Often
from crm.registry.queues import Queue
from crm.registry.runs import jobs, nightly, schedules
from crm.registry.runs.schedules import Daily
from crm.staff.rules.roles import STAFF
from members.draws.forms import RequestFilter
from members.draws.idle import return_idle_rows
from members.draws.policies import (
    AUTO_APPROVAL,
    AUTO_APPROVAL_MOST,
    HOARDING_LIMIT,
    IDLE_DAYS,
    MOST_UNWORKED,
    PAGE,
    POLICIES,
)
from members.draws.reads import pending_requests
from members.draws.requests import end_undecided
from members.models import Draw

REQUEST_COLUMNS = {
    "staff": _("Staff"),
    "product": _("Product"),
    "when": _("When"),
    "decision": _("Decision"),
}

pages.register(PAGE, _("Requests for rows"), 62)
menu.register(
    "members",
    20,
    MenuEntry("members:requests", "inbox", _("Requests for rows"), often=Often(staff=0, admins=80)),
)
menu.register_other(MenuEntry("members:request_new", "inbox", _("Ask for rows"), only=STAFF))
queues.register(
    25,
    Queue(
        page=PAGE,
        view="members:requests",
        decided_at="members:approve_request",
        label=_("Requests for rows to approve"),
        waiting=pending_requests,
        query="?status=pending",
    ),
)
pages.register("distribution", _("Distribution"), 64)
menu.register("members", 30, MenuEntry("members:distribution", "layers", _("Distribution")))
lists.register(PAGE, "members:requests", fields=RequestFilter.base_fields, columns=REQUEST_COLUMNS)

messages.register(
    "rows-requested",
    _("%(staff)s asks for %(count)s rows of %(database)s."),
    decided_at="members:approve_request",
)
messages.register("rows-approved", _("%(count)s rows of %(database)s are yours now."))
messages.register(
    "rows-rejected",
    _("Your request for %(count)s rows of %(database)s was rejected: %(reason)s"),
)
messages.register(
    "rows-undecided",
    _("Nobody decided about your request for %(count)s rows of %(database)s for 7 days: it ended."),
)
messages.register(
    "rows-return-tomorrow",
    _("%(count)s rows of %(database)s have no status yet: tomorrow they go back."),
)
messages.register("rows-returned", _("%(count)s rows of %(database)s without a status went back."))
nightly.register(87, "requests", end_undecided)
jobs.register("return-idle-rows", _("Return of rows without a status"), return_idle_rows)
schedules.register("return-idle-rows", Daily(time(0, 5)))
for policy in POLICIES:
    policies.register(policy)
policies.register_pages(AUTO_APPROVAL, "members:requests", "members:batches")
policies.register_pages(AUTO_APPROVAL_MOST, "members:requests", "members:batches")
policies.register_pages(HOARDING_LIMIT, "members:requests")
policies.register_pages(MOST_UNWORKED, "members:requests")
# Their rows leave a batch, and can be drawn again.
policies.register_pages(IDLE_DAYS, "members:batches", "members:databases")

shards.register(Draw, "database_id", "number")
