"""What the pages of requests and distributions ask of the database: little, and by index."""

import pytest

from crm.mongo.inspection import collection_scans
from members.draws.assignment import draw_for
from tests.make import make_staff
from tests.members.distribution.test_distribute import give
from tests.members.draws.make import make_pool
from tests.members.draws.test_requests import ask
from tests.test_queries import commands_of

pytestmark = pytest.mark.django_db
MOST = 12
# One row a database.
FEW_ROWS = ("members_memberdatabase",)
PAGES = {
    "requests": "/members/requests/",
    "requests, pending": "/members/requests/?status=pending",
    "requests, staff": "/members/requests/?staff={staff}",
    "requests, dates": "/members/requests/?first=2026-01-01&last=2027-01-01",
    "requests, everything selected": "/members/requests/?selected=all",
    "form": "/members/requests/new/",
    "approval": "/members/requests/approval/",
    "distributions": "/members/distribution/",
    "distribution form": "/members/distribution/new/",
    "who got what": "/members/distribution/{distribution}/",
    "rows": "/members/distribution/{distribution}/rows/?show=worked",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_little_and_by_index(page, owner, admin, product, client_of):
    pool = make_pool(product, rows=40)
    ask(owner, pool, 2), ask(owner, pool, 2)
    draw_for(owner, pool.pk, 2, by=admin)
    distribution = give(pool, 9, [owner, make_staff()], admin)
    address = PAGES[page].format(staff=owner.pk, distribution=distribution.pk)
    commands = commands_of(client_of(admin), address)
    scans = [tuple(command) for command in collection_scans(commands, allowed=FEW_ROWS)]
    assert scans == []
    assert len(commands) <= MOST, [(each.name, each.collection) for each in commands]
