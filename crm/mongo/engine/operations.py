"""DatabaseOperations: points Django at our compilers."""

from decimal import Decimal
from typing import Any

from bson import Decimal128
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import BaseExpression
from django_mongodb_backend import operations

from crm.mongo.decimals import to_decimal


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "crm.mongo.engine.compiler"

    def convert_decimalfield_value(
        self, value: Any, expression: BaseExpression, connection: BaseDatabaseWrapper
    ) -> Decimal | None:
        """Read an amount; a list has hundreds of them."""
        if isinstance(value, Decimal128):
            return to_decimal(value)
        return super().convert_decimalfield_value(value, expression, connection)
