"""Date functions: no time zone for a DateField, the right one for a DateTimeField (cure 7).

Stock treats the UTC midnight that stores a DateField as a moment, so that in Asia/Jakarta
January comes back as 31 December, and it refuses `__date` and `__time` outside UTC. Stock puts
its functions on Django's classes, for all connections; ours step in on this engine only.
"""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, DateTimeField, Expression, TimeField
from django.db.models.functions import Extract, TruncDate, TruncTime
from django.db.models.functions.datetime import TruncBase
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django_mongodb_backend.functions import EXTRACT_OPERATORS
from django_mongodb_backend.query_utils import process_lhs

from crm.mongo.engine.operations import DatabaseOperations

# What the server computes.
Mql = dict[str, Any]
Method = TypeVar("Method", bound=Callable[..., Any])

# How stock stores a DateField and a TimeField: midnight UTC, and a time on the first day.
STORED_DATE = "%Y-%m-%dT00:00:00.000"
STORED_TIME = "0001-01-01T%H:%M:%S.%L"


def _on_this_engine(cls: type, method: str) -> Callable[[Method], Method]:
    """Replace `cls.method`, whose last argument is the connection, for this engine."""

    def register(ours: Method) -> Method:
        stock = getattr(cls, method)

        @wraps(stock)
        def dispatch(self: object, *args: Any) -> Any:
            chosen = ours if isinstance(args[-1].ops, DatabaseOperations) else stock
            return chosen(self, *args)

        setattr(cls, method, dispatch)
        return ours

    return register


def _zone(function: Extract | TruncBase) -> dict[str, str]:
    """Return {"timezone": name} when the operand is a moment, {} when it is a date or a time."""
    name = function.get_tzname()
    return (
        {"timezone": name} if name and isinstance(function.lhs.output_field, DateTimeField) else {}
    )


def _stored(mql: Mql, stored_format: str, zone: dict[str, str]) -> Mql:
    text = {"$dateToString": {"date": mql, "format": stored_format, **zone}}
    return {"$dateFromString": {"dateString": text}}


@_on_this_engine(Extract, "as_mql_expr")
def extract(self: Extract, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Mql:
    if self.lookup_name not in EXTRACT_OPERATORS:
        raise NotSupportedError(f"{self.__class__.__name__} is not supported.")
    operand = process_lhs(self, compiler, connection, as_expr=True)
    return {f"${EXTRACT_OPERATORS[self.lookup_name]}": {"date": operand, **_zone(self)}}


@_on_this_engine(TruncBase, "as_mql_expr")
def trunc(self: TruncBase, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Mql:
    operand = process_lhs(self, compiler, connection, as_expr=True)
    start = {"date": operand, "unit": self.kind, "startOfWeek": "mon", **_zone(self)}
    if isinstance(self.output_field, DateTimeField):
        return {"$dateTrunc": start}
    stored_format = STORED_TIME if isinstance(self.output_field, TimeField) else STORED_DATE
    return _stored({"$dateTrunc": start}, stored_format, _zone(self))


@_on_this_engine(TruncDate, "as_mql_expr")
def trunc_date(self: TruncDate, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Mql:
    operand = process_lhs(self, compiler, connection, as_expr=True)
    return _stored(operand, STORED_DATE, _zone(self))


@_on_this_engine(TruncTime, "as_mql_expr")
def trunc_time(self: TruncTime, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Mql:
    operand = process_lhs(self, compiler, connection, as_expr=True)
    return _stored(operand, STORED_TIME, _zone(self))


@_on_this_engine(TruncBase, "convert_value")
def trunc_value(
    self: TruncBase, value: object, expression: Expression, connection: BaseDatabaseWrapper
) -> object:
    if not isinstance(value, datetime.datetime):
        return value
    if isinstance(self.output_field, DateTimeField):
        zone = self.tzinfo or timezone.get_current_timezone()
        return value.astimezone(zone) if settings.USE_TZ else value
    return value.date() if isinstance(self.output_field, DateField) else value.time()
