"""People as commands name them."""

from crm.commands import bad_usage
from crm.staff.models import User


def person_named(name: str) -> User:
    """The active account with this username, whatever its spelling; bad usage if there is none."""
    person = User.objects.named(name).filter(is_active=True).first()
    if person is None:
        raise bad_usage(f"there is no active account “{name}”")
    return person
