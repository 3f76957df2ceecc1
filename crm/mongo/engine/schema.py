"""Unique indexes that look-ups can use (docs/decisions/0002, cure 5)."""

import datetime
from collections.abc import MutableMapping
from typing import Any

from bson import Binary, ObjectId
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Field, Index, Model
from django_mongodb_backend import schema
from django_mongodb_backend.indexes import get_pymongo_index_model
from pymongo import IndexModel

# The smallest value of each BSON type: equality with a value of that type implies `$gte` it,
# so the planner may use the index; null and missing stay outside, so they may repeat.
SMALLEST = {
    "array": [],
    "binData": Binary(b""),
    "bool": False,
    "date": datetime.datetime.min.replace(tzinfo=datetime.UTC),
    "decimal": float("-inf"),
    "double": float("-inf"),
    "int": float("-inf"),
    "long": float("-inf"),
    "object": {},
    "objectId": ObjectId("0" * 24),
    "string": "",
}


class UniqueIndex(Index):
    """The index of a unique field or constraint."""

    def get_pymongo_index_model(
        self,
        model: type[Model],
        schema_editor: BaseDatabaseSchemaEditor,
        field: Field | None = None,
        **kwargs: Any,
    ) -> IndexModel | None:
        """Return stock's IndexModel with a partial filter that look-ups imply, or none."""
        stock = get_pymongo_index_model(self, model, schema_editor, field=field, **kwargs)
        if stock is None:
            return None
        partial = stock.document.pop("partialFilterExpression")
        prefix = kwargs.get("column_prefix", "")
        fields = [field] if field else map(model._meta.get_field, self.fields)
        for each in fields:
            if isinstance(each, Field):
                _loosen(partial, each, prefix)
        if partial:
            stock.document["partialFilterExpression"] = dict(partial)
        return stock


def _loosen(partial: MutableMapping[str, Any], field: Field, prefix: str) -> None:
    """Replace the `$type` of one column by `$gte`, or drop it where null cannot occur."""
    # Stock forgets the prefix of an embedded model's constraint; keep to the name it used.
    own = field.column or ""
    column = prefix + own if prefix + own in partial else own
    db_type = partial[column].pop("$type")
    if field.null or prefix:
        partial[column]["$gte"] = SMALLEST[db_type]
    if not partial[column]:
        del partial[column]


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    def add_index(
        self, model: type[Model], index: Index, *, unique: bool = False, **kwargs: Any
    ) -> None:
        """Create the index in the database, a unique one as UniqueIndex."""
        if unique:
            index = UniqueIndex(fields=index.fields, name=index.name, condition=index.condition)
        super().add_index(model, index, unique=unique, **kwargs)
