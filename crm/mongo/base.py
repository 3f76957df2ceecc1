"""The DatabaseWrapper of ENGINE "crm.mongo": what stock does, minus its silent errors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.db import DatabaseError, IntegrityError
from django.db.backends.utils import debug_transaction
from django_mongodb_backend import base
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from crm.mongo.engine.operations import DatabaseOperations
from crm.mongo.engine.recorder import recorder
from crm.mongo.engine.schema import DatabaseSchemaEditor


def _is_null(field: str, is_null: bool) -> dict[str, Any]:
    # {field: None} matches a missing field too, so no $or and no $exists, which need a fetch.
    return {field: None} if is_null else {field: {"$ne": None}}


# Whether the commit that failed so is sent once more.
TryAgain = Callable[[PyMongoError], bool]


def _never(_error: PyMongoError) -> bool:
    return False


def _commit(session: ClientSession, try_again: TryAgain) -> None:
    while True:
        try:
            return session.commit_transaction()
        except PyMongoError as error:
            if not try_again(error):
                raise


class DatabaseWrapper(base.DatabaseWrapper):
    # What stock sets without saying its type.
    session: ClientSession | None
    run_on_commit: list[tuple[list[str], Callable[[], object], bool]]

    ops_class = DatabaseOperations
    SchemaEditorClass = DatabaseSchemaEditor
    mongo_operators: ClassVar = {
        **base.DatabaseWrapper.mongo_operators,
        # A comparison matches values of its own type only, hence never null.
        "lt": lambda a, b: {a: {"$lt": b}},
        "lte": lambda a, b: {a: {"$lte": b}},
        "isnull": _is_null,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The IntegrityError met in this transaction: the server has aborted it already.
        self.integrity_error: IntegrityError | None = None
        # How often the current transaction has been begun, for `crm.mongo.transaction`.
        self.attempts = 0

    def get_connection_params(self) -> dict[str, Any]:
        """Return the MongoClient arguments; MONGO_RECORD_COMMANDS adds the command recorder."""
        params = super().get_connection_params()
        if getattr(settings, "MONGO_RECORD_COMMANDS", False):
            params["event_listeners"] = [*params.get("event_listeners", ()), recorder]
        return params

    def get_collection(self, name: str, **kwargs: Any) -> Collection[dict[str, Any]]:
        # So that pytest-django's block on ensure_connection() holds on this engine.
        self.ensure_connection()
        return super().get_collection(name, **kwargs)

    def start_transaction_mongo(self, *, commit_seconds: float | None = None) -> None:
        """Start a session with a majority, snapshot transaction; nothing if one is open.

        A commit that no majority confirms within `commit_seconds` fails as an unknown one.
        """
        if self.session is not None:
            return
        self.integrity_error = None
        self.ensure_connection()
        session = self.session = self.connection.start_session()
        with debug_transaction(self, "session.start_transaction()"):
            session.start_transaction(
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority"),
                max_commit_time_ms=int(commit_seconds * 1000) if commit_seconds else None,
            )

    def commit_mongo(self) -> None:
        """Commit, then run the on_commit callbacks. Raises DatabaseError."""
        self.commit_session()
        self.run_and_clear_commit_hooks()

    def commit_session(self, try_again: TryAgain = _never) -> None:
        """Commit and end the session, whatever happens; callbacks are left for the caller.

        `try_again(error)` decides whether the same commit is sent once more. Raises
        DatabaseError from the pymongo error, with the callbacks dropped.
        """
        if self.session is None:
            return
        try:
            with debug_transaction(self, "session.commit_transaction()"):
                _commit(self.session, try_again)
        except PyMongoError as error:
            self.run_on_commit = []
            raise DatabaseError(str(error)) from error
        finally:
            self._end_session()

    def rollback_mongo(self) -> None:
        """Abort, end the session and drop the callbacks. Raises nothing of the server's."""
        self.run_on_commit = []
        if self.session is not None:
            with debug_transaction(self, "session.abort_transaction()"):
                self._end_session()

    def _end_session(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            # Aborts what is still open, whatever the server answers: it aborts it too.
            session.end_session()

    @contextmanager
    def noted_integrity_error(self) -> Iterator[None]:
        """Remember an IntegrityError of the block for `crm.mongo.transaction`."""
        try:
            yield
        except IntegrityError as error:
            self.integrity_error = error
            raise

    def validate_no_atomic_block(self) -> None:
        # Django's own atomic() is a no-op here; callbacks may run inside one (Model.delete()).
        pass
