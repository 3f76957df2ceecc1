"""Databases and people as commands name them."""

from crm.commands import bad_usage
from crm.staff.models import User
from members.models import MemberDatabase


def database_named(name: str) -> MemberDatabase:
    """The live database with this name, whatever its spelling; bad usage if there is none."""
    database = MemberDatabase.objects.named(name).first()
    if database is None:
        raise bad_usage(f"there is no database “{name}”")
    return database


def person_named(name: str) -> User:
    """The active account with this username, whatever its spelling; bad usage if there is none."""
    person = User.objects.named(name).filter(is_active=True).first()
    if person is None:
        raise bad_usage(f"there is no active account “{name}”")
    return person


def admin_named(name: str) -> User:
    """The same for an admin or master admin."""
    person = person_named(name)
    if not person.is_admin:
        raise bad_usage(f"“{name}” is no admin")
    return person
