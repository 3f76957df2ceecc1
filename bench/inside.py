"""What a request has done for it, without HTTP, session and rendering, beside bare pymongo.

A create with its recount and its standing, and the reading of a list page. It needs Django: run it
by `manage.py shell`. It leaves the wrong numbers of bench/bare.py behind, so it comes last.
"""

import json
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from bson import ObjectId
from django.conf import settings
from django.db.models import Model

from bench import stopwatch
from bench.bare import Bare
from bench.data import TODAY
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from omset.ledger import entries
from omset.lists.columns import page_of_deposits
from omset.lists.filters import Filter, FilterPeriod
from omset.models import OmsetRecord
from omset.models.records import RecordWrite
from omset.signals import record_writing, record_written
from omset.tallies import tally


class Inside:
    """The same two by the product's own code."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.staff = User.objects.get(username="staff01")
        self.product = Product.objects.get(name="Alpha")

    def create(self) -> None:
        entry = entries.Entry(self.day, f"inside{ObjectId()}", Decimal(150_000))
        people = {"by": self.staff, "staff": self.staff, "product": self.product}
        entries.submit(entry, **people, idempotency_key=str(ObjectId()))

    def create_alone(self) -> None:
        """As before there were submissions and tallies of groups (docs/decisions/0011)."""
        with patch.object(tally, "write_groups"), patch.object(OmsetRecord, "_add", _add_alone):
            self.create()

    def list_page(self) -> None:
        page_of_deposits(Filter(FilterPeriod(None, self.day)).records(), "")


@transactional
def _add_alone(record: OmsetRecord, write: RecordWrite, **options: bool) -> None:
    record_writing.send(sender=OmsetRecord, write=write)
    Model.save(record, **options)
    record_written.send(sender=OmsetRecord, write=write)


def main() -> None:
    """Print, by the names of the table's rows, the median and the 95th percentile of each."""
    # Not today: the crowd has made of it a day like no other. Two products: each fills its own
    # cell, which held as much as the other's before.
    day = TODAY - timedelta(days=1)
    inside, beta = Inside(day), Product.objects.get(name="Beta")
    bare = Bare(settings.MONGODB_URI, inside.staff.pk, beta.pk, day)
    work = {
        "create in the request": inside.create,
        "the same without submission and group": inside.create_alone,
        "bare create": bare.create,
        "list page's records in the request": inside.list_page,
        "bare list page": bare.list_page,
    }
    # Not in turn: between calls of the product bare pymongo's page takes half as long again.
    timings = {name: stopwatch.timed(call, calls=100, warm_up=5) for name, call in work.items()}
    print(json.dumps({name: vars(timing) for name, timing in timings.items()}))
