"""Results of queries as values that compare by content."""

from django.db.models import Model


def as_values(result, depth=3):
    """Return what a query gave as plain values: models as dicts, with what they are joined to."""
    if isinstance(result, Model):
        # One to one goes both ways, hence the depth.
        joined = result._state.fields_cache if depth else {}
        return {
            **{key: value for key, value in vars(result).items() if key != "_state"},
            **{key: as_values(value, depth - 1) for key, value in joined.items()},
        }
    if isinstance(result, dict):
        return {key: as_values(value) for key, value in result.items()}
    if hasattr(result, "__iter__") and not isinstance(result, str | bytes):
        return [as_values(value) for value in result]
    return result
