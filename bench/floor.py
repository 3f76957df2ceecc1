"""One of the measured floors: the product with so many records in a database of its own."""

from datetime import timedelta
from pathlib import Path

from bson import ObjectId
from pymongo import MongoClient

from bench.browser import Person
from bench.data import STAFF, TODAY, write_csv
from bench.site import ADMIN, CHECKOUT, PASSWORD, Site, memory
from crm.mongo.server.embedded import EmbeddedServer


class Floor:
    """`rows` are its measured figures, by the names of the table's rows."""

    def __init__(
        self, server: EmbeddedServer, size: int, port: int, checkout: Path = CHECKOUT
    ) -> None:
        uri = server.uri.replace("/omset?", f"/bench_{size}_{port}?")
        self.server, self.size, self.port = server, size, port
        self.site = Site(uri, port, checkout)
        self.database = MongoClient(uri).get_default_database()
        self.rows: dict[str, object] = {}

    def load(self, folder: Path) -> None:
        """Fill the database by the product's own import."""
        print(f"== {self.size:,} records", flush=True)
        self.site.prepare()
        path = folder / f"{self.size}.csv"
        write_csv(path, self.size, TODAY - timedelta(days=1))
        result = self.site.measured_import(path)
        path.unlink()
        self.rows |= {
            "import, rows/s with recount": round(result["inserted"] / result["wall"]),
            "import, memory MB": result["memory"],
            "memory of the database after the import, MB": memory(self.server._pid()),
        }

    def sign_in(self) -> None:
        """An admin and a staff member; then the deposits that they will decide about."""
        self.admin = Person(self.port, ADMIN, PASSWORD)
        self.staff = Person(self.port, STAFF[0], PASSWORD)
        self.waiting = iter(self._some({"status": "pending"}))
        counted = self._some({"status": "approved"})
        self.counted, self.deleted = iter(counted), iter(counted)

    def commands(self, path: str) -> int:
        """How many commands the page sends to the database, as the server's profiler saw them."""
        self.admin.get(path)
        self.database.command("profile", 2)
        self.admin.get(path)
        self.database.command("profile", 0)
        seen = {"ns": {"$ne": f"{self.database.name}.system.profile"}}
        count = self.database["system.profile"].count_documents(seen)
        self.database.drop_collection("system.profile")
        return count

    def create(self) -> None:
        self.staff.deposit(f"bench{ObjectId()}", TODAY)

    def approve(self) -> None:
        self.admin.post(f"/omset/{next(self.waiting)}/approve/")

    def delete(self) -> None:
        self.admin.post(f"/omset/{next(self.counted)}/delete/")

    def restore(self) -> None:
        self.admin.post(f"/omset/{next(self.deleted)}/restore/")

    def _some(self, match: dict) -> list[ObjectId]:
        pipeline = [{"$match": match | {"is_deleted": False}}, {"$sample": {"size": 120}}]
        return [row["_id"] for row in self.database["omset_omsetrecord"].aggregate(pipeline)]
