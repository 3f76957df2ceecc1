"""Saying in a form why something was not written."""

from django.forms import Form

from loyalty.members.errors import MemberRefused
from loyalty.programmes.errors import ProgrammeRefused


def refuse(form: Form, refused: MemberRefused | ProgrammeRefused) -> None:
    """Put the reason beside the field that it is about, or above a form without that field."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.reason))
