"""The same work with pymongo alone: how fast the database itself is on this machine, now.

It sends the commands of an event without any of the product's code: a yardstick and nothing else.
It leaves wrong numbers behind, so it comes last.
"""

from datetime import date, datetime, time
from functools import cached_property

from bson import Decimal128, ObjectId
from pymongo import MongoClient, ReplaceOne
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

SUMS = ("forms", "nominal", "total", "ndp_total", "rdp_total", "ndp_forms", "ndp_nominal")
COUNTED = {"is_deleted": False, "status": "approved"}


class Bare:
    """A create with its recount in one majority transaction, and a list page.

    The create is of this staff member, product and day: how much that day holds already decides
    how long its recount takes.
    """

    def __init__(self, uri: str, staff_id: ObjectId, product_id: ObjectId, day: date) -> None:
        self.client, self.day = MongoClient(uri), datetime.combine(day, time())
        self.cell = {"staff_id": staff_id, "product_id": product_id}
        self.database = self.client.get_default_database()
        self.records = self.database["omset_omsetrecord"]

    @cached_property
    def sample(self) -> dict:
        return self.records.find_one(self.cell | COUNTED)

    def create(self) -> None:
        with self.client.start_session() as session:
            session.with_transaction(self._event, ReadConcern("snapshot"), WriteConcern("majority"))

    def _event(self, session: ClientSession) -> None:
        head = {"_id": self.cell["staff_id"]}
        self.database["omset_ledgerhead"].update_one(head, {"$inc": {"events": 1}}, session=session)
        key = f"bare{ObjectId()}"
        list(self.records.find(self.cell | {"customer_key": key} | COUNTED, session=session))
        self.records.insert_one(self._record(key), session=session)
        self._recount_day(session)
        self._recount_month(session)
        self.database["audit_event"].insert_one(
            {"subject": ObjectId(), "verb": "submit"}, session=session
        )

    def _record(self, key: str) -> dict:
        own = {"_id": ObjectId(), "idempotency_key": key, "customer_key": key, "date": self.day}
        return self.sample | own

    def _recount_day(self, session: ClientSession) -> None:
        sums = {name: {"$sum": f"${name}"} for name in ("nominal", "multiplier", "total")}
        keys = {"ndp": {"$addToSet": "$customer_key"}}
        match = {"$match": self.cell | {"date": self.day} | COUNTED}
        list(self.records.aggregate([match, {"$group": {"_id": 1} | sums | keys}], session=session))
        self._replace("omset_dailytally", self.cell | {"date": self.day}, session)

    def _recount_month(self, session: ClientSession) -> None:
        days = {"$gte": self.day.replace(day=1), "$lte": self.day}
        match = {"$match": {"staff_id": self.cell["staff_id"], "date": days}}
        group = {"$group": {"_id": 1, "total": {"$sum": "$total"}}}
        list(self.database["omset_dailytally"].aggregate([match, group], session=session))
        month = {"staff_id": self.cell["staff_id"], "month": self.day.replace(day=1)}
        self._replace("omset_monthlytally", month, session)

    def _replace(self, name: str, place: dict, session: ClientSession) -> None:
        row = place | {name: Decimal128("1.00") for name in SUMS} | {"changed": ObjectId()}
        self.database[name].bulk_write([ReplaceOne(place, row, upsert=True)], session=session)

    def list_page(self) -> None:
        rows = self.records.find({"is_deleted": False, "date": {"$lte": self.day}})
        list(rows.sort([("date", -1), ("_id", -1)]).limit(51))
