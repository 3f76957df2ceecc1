"""Unique indexes that look-ups can use (docs/decisions/0002, cure 5)."""

import datetime
from typing import Any

from bson import Binary, ObjectId
from django.db.models import Index
from django_mongodb_backend import schema

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

    def get_pymongo_index_model(self, model, schema_editor, field=None, **kwargs: Any):
        """Return stock's IndexModel with a partial filter that look-ups imply, or none."""
        stock = super().get_pymongo_index_model(model, schema_editor, field=field, **kwargs)
        if stock is None:
            return None
        partial = stock.document.pop("partialFilterExpression")
        prefix = kwargs.get("column_prefix", "")
        fields = [field] if field else [model._meta.get_field(name) for name in self.fields]
        for column in fields:
            _loosen(partial, column, prefix)
        if partial:
            stock.document["partialFilterExpression"] = dict(partial)
        return stock


def _loosen(partial, field, prefix) -> None:
    """Replace the `$type` of one column by `$gte`, or drop it where null cannot occur."""
    # Stock forgets the prefix of an embedded model's constraint; keep to the name it used.
    column = prefix + field.column
    column = column if column in partial else field.column
    db_type = partial[column].pop("$type")
    if field.null or prefix:
        partial[column]["$gte"] = SMALLEST[db_type]
    if not partial[column]:
        del partial[column]


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    def add_index(self, model, index, *, unique: bool = False, **kwargs: Any) -> None:
        """Create the index in the database, a unique one as UniqueIndex."""
        if unique:
            index = UniqueIndex(fields=index.fields, name=index.name, condition=index.condition)
        super().add_index(model, index, unique=unique, **kwargs)
