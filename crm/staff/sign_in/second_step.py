"""Between the right password and the code: whose it was, for five minutes, in the session."""

from django.utils.crypto import constant_time_compare

from crm.mongo.rows import object_id
from crm.mongo.stored import first_stored
from crm.staff.models import User
from crm.staff.requests import Request

WAITING = "second_step"
GOOD_FOR_SECONDS = 5 * 60


def begin(request: Request, person: User, name: str) -> None:
    """The password of `person`, who typed `name`, was right; their code is to come."""
    request.session.cycle_key()
    hash_now = person.get_session_auth_hash()
    request.session[WAITING] = {"person": str(person.pk), "hash": hash_now, "name": name}
    request.session.set_expiry(GOOD_FOR_SECONDS)


def who_waits(request: Request) -> tuple[User, str] | None:
    """Whose password was right here a moment ago, and what they typed as their name.

    None if nobody's was, or the account is another since: deactivated, or its password changed.
    """
    waiting = request.session.get(WAITING)
    if waiting is None:
        return None
    person = first_stored(User, {"_id": object_id(waiting["person"]), "is_active": True})
    if person and constant_time_compare(waiting["hash"], person.get_session_auth_hash()):
        return person, waiting["name"]
    return None


def end(request: Request) -> None:
    """They are in: the session lasts as long as any."""
    del request.session[WAITING]
    request.session.set_expiry(None)
