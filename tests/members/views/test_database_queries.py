"""What the pages of databases and uploads ask of the database: few commands, each by an index."""

import pytest

from crm.mongo.inspection import collection_scans, recorded_commands
from members.models import MemberImport, UploadState
from tests.members.make import make_database

pytestmark = pytest.mark.django_db
MOST = 12
PAGES = (
    "/members/databases/",
    "/members/databases/?kind=wd",
    "/members/databases/?kind=deleted",
    "/members/databases/{database}/",
    "/members/databases/{database}/?status=available",
    "/members/databases/{database}/?status=reserved",
    "/members/databases/{database}/?status=conflict",
    "/members/databases/new/",
    "/members/uploads/{upload}/",
    "/members/uploads/{upload}/undo/",
)


@pytest.fixture
def places(product):
    database = make_database(product, 120)
    upload = MemberImport.objects.get(database_id=database.pk)
    MemberImport.objects.filter(pk=upload.pk).update(
        state=UploadState.DONE, counts={"inserted": 120, "new": 120}
    )
    return {"database": database.pk, "upload": upload.pk}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_databases_asks_little_and_by_indexes(page, client_of, admin, places):
    client = client_of(admin)
    path = page.format(**places)
    client.get(path)
    with recorded_commands() as commands:
        assert client.get(path).status_code == 200
    assert len(commands) <= MOST
    assert collection_scans(commands) == []
