"""Names beside ids."""

from bson import ObjectId
from django import template

register = template.Library()


@register.filter
def named(pk: ObjectId, names: dict[str, str]) -> str:
    """The name of a staff member or product; its id if it has been made this very moment."""
    return names.get(str(pk), str(pk))
