"""Giving a person something, and changing what they are: of two at once the later sees the earlier.

Each alone would commit without having seen the other (snapshot transactions).
"""

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.staff.models import HandOver, User
from crm.staff.usage import Gone


def lock_person(pk: ObjectId) -> User:
    """The person as they are, whom nobody deactivates or gives another role in this transaction.

    For every verb that gives somebody rows or customers, and for those that change who may have
    them (RO-12). Raises Gone.
    """
    collection(HandOver).update_one(
        {"_id": pk}, {"$inc": {"changes": 1}}, upsert=True, session=current_session()
    )
    person = User.objects.filter(pk=pk).first()
    if person is None:
        raise Gone
    return person


def works_as_staff(pk: ObjectId) -> bool:
    """Whether an active staff account is what it is until this transaction is over."""
    person = lock_person(pk)
    return person.is_active and not person.is_admin
