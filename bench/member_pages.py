"""Measure the pages of members: for `bench.members`, in its site. Prints rows."""

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.test import Client

from bench import stopwatch
from crm.mongo.inspection import recorded_commands
from crm.mongo.rows import mongo_connection
from crm.staff.models import Role, User
from members.models import Batch, Distribution, MemberDatabase, MemberImport, Reservation

CALLS = 60


def main() -> None:
    """Print of each page its median and 95th percentile, and how many commands it sends."""
    mongo_connection().close_pool()
    settings.MONGO_RECORD_COMMANDS = True
    for person, address in _pages():
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person)
        open_page = partial(_open, client, address)
        timing = stopwatch.timed(open_page, calls=CALLS, warm_up=3)
        with recorded_commands() as commands:
            open_page()
        page = "/".join("..." if len(part) == 24 else part for part in address.split("/"))
        print(f"| {page} as {person.role}, median / p95 ms | {timing} |")
        print(f"| {page} as {person.role}, commands | {len(commands)} |", flush=True)


def _open(client: Client, address: str) -> None:
    assert client.get(address, secure=True).status_code == 200, address


def _pages() -> Iterator[tuple[User, str]]:
    admin = User.objects.filter(role=Role.ADMIN).first()
    staff = User.objects.get(username="draws-0")
    assert admin
    database, batch = MemberDatabase.objects.named("first").get(), _batch_of(staff)
    upload = MemberImport.objects.filter(database_id=database.pk).get()
    for address in (
        *("reserved/", "reserved/?status=expiring", "reserved/archive/", "reserved/conflicts/"),
        *("databases/", "databases/new/", f"databases/{database.pk}/"),
        *(f"databases/{database.pk}/?status=assigned", f"uploads/{upload.pk}/"),
        *("requests/", "distribution/", f"distribution/{_distribution()}/", "batches/"),
        *("do-not-contact/", f"reserved/{_reservation()}/"),
    ):
        yield admin, f"/members/{address}"
    own = ("mine/", f"mine/{batch}/", f"mine/{batch}/work/")
    for address in (*own, "requests/new/", "databases/"):
        yield staff, f"/members/{address}"


def _batch_of(staff: User) -> object:
    return Batch.objects.filter(staff_id=staff.pk).order_by("-created_at").values_list("pk")[0][0]


def _distribution() -> object:
    return Distribution.objects.values_list("pk")[0][0]


def _reservation() -> object:
    return Reservation.objects.values_list("pk")[0][0]
