"""The DatabaseWrapper of ENGINE "crm.mongo": what stock does, minus its silent errors."""

from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.db import DatabaseError, IntegrityError
from django.db.backends.utils import debug_transaction
from django_mongodb_backend import base
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from crm.mongo.engine.operations import DatabaseOperations
from crm.mongo.engine.schema import DatabaseSchemaEditor
from crm.mongo.inspection import recorder


def _is_null(field, is_null):
    # {field: None} matches a missing field too, so no $or and no $exists, which need a fetch.
    return {field: None} if is_null else {field: {"$ne": None}}


class DatabaseWrapper(base.DatabaseWrapper):
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
        self.integrity_error = None

    def get_connection_params(self):
        """Return the MongoClient arguments; MONGO_RECORD_COMMANDS adds the command recorder."""
        params = super().get_connection_params()
        if getattr(settings, "MONGO_RECORD_COMMANDS", False):
            params["event_listeners"] = [*params.get("event_listeners", ()), recorder]
        return params

    def get_collection(self, name, **kwargs: Any):
        # So that pytest-django's block on ensure_connection() holds on this engine.
        self.ensure_connection()
        return super().get_collection(name, **kwargs)

    def start_transaction_mongo(self, *, commit_seconds=None) -> None:
        """Start a session with a majority, snapshot transaction; nothing if one is open.

        A commit that no majority confirms within `commit_seconds` fails as an unknown one.
        """
        if self.session is not None:
            return
        self.integrity_error = None
        self.ensure_connection()
        self.session = self.connection.start_session()
        with debug_transaction(self, "session.start_transaction()"):
            self.session.start_transaction(
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority"),
                max_commit_time_ms=commit_seconds and int(commit_seconds * 1000),
            )

    def commit_mongo(self) -> None:
        """Commit, then run the on_commit callbacks. Raises DatabaseError."""
        self.commit_session()
        self.run_and_clear_commit_hooks()

    def commit_session(self, try_again=lambda error: False) -> None:
        """Commit and end the session, whatever happens; callbacks are left for the caller.

        `try_again(error)` decides whether the same commit is sent once more. Raises
        DatabaseError from the pymongo error, with the callbacks dropped.
        """
        if self.session is None:
            return
        try:
            with debug_transaction(self, "session.commit_transaction()"):
                self._commit_until(try_again)
        except PyMongoError as error:
            self.run_on_commit = []
            raise DatabaseError(str(error)) from error
        finally:
            self._end_session()

    def _commit_until(self, try_again):
        while True:
            try:
                return self.session.commit_transaction()
            except PyMongoError as error:
                if not try_again(error):
                    raise

    def rollback_mongo(self) -> None:
        """Abort, end the session and drop the callbacks. Raises nothing of the server's."""
        self.run_on_commit = []
        if self.session is not None:
            with debug_transaction(self, "session.abort_transaction()"):
                self._end_session()

    def _end_session(self) -> None:
        session, self.session = self.session, None
        # Aborts what is still open and ignores the server's answer: the server aborts it too.
        session.end_session()

    @contextmanager
    def noted_integrity_error(self):
        """Remember an IntegrityError of the block for `crm.mongo.transaction`."""
        try:
            yield
        except IntegrityError as error:
            self.integrity_error = error
            raise

    def validate_no_atomic_block(self) -> None:
        # Django's own atomic() is a no-op here; callbacks may run inside one (Model.delete()).
        pass
