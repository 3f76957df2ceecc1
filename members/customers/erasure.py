"""Forgetting a customer: a pseudonym in the place of their id, everywhere, and no number changed.

The pseudonym is chosen before the first thing is written, so that a run that was killed is finished
by the next under the same one.
"""

from collections import Counter
from secrets import token_hex

from bson import ObjectId
from django.utils import timezone

from crm.audit.erasure import rewrite_history
from crm.audit.record import note_event
from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from crm.mongo.transaction import transactional
from crm.registry.customers import Erasure, erasers
from crm.staff.models import User
from members.models import Customer
from members.rules.erasure import as_stored_phone, forgetting

# What is entered meanwhile under the old id is found by the next look.
MOST_PASSES = 3


class AlreadyForgotten(Exception):
    """Nobody knows who the customer was."""


@transactional
def begin_erasure(pk: ObjectId, *, by: User, reason: str) -> Customer:
    """Decide that a customer is forgotten. Raises AlreadyForgotten, Customer.DoesNotExist."""
    customer = Customer.objects.get(pk=pk)
    if customer.erased_at:
        raise AlreadyForgotten
    if not customer.pseudonym:
        customer.pseudonym = f"erased-{token_hex(6)}"
        customer.erased_by_name = by.name
        customer.save()
        note_event(customer, "erase", by=by, reason=reason)
    return customer


def carry_out_erasure(pk: ObjectId) -> dict[str, int]:
    """Write the pseudonym everywhere; how many of what were rewritten. May be run again."""
    customer = Customer.objects.get(pk=pk)
    if customer.erased_at or not customer.pseudonym:
        return {}
    counts: Counter[str] = Counter()
    for _pass in range(MOST_PASSES):
        erasure = _erasure(customer.customer_key, customer.pseudonym)
        rewritten = Counter[str]()
        for eraser in erasers():
            rewritten.update(eraser.erase(erasure))
        counts.update(rewritten)
        if not +rewritten:
            break
    _finish(pk, erasure)
    return dict(counts)


def known_names(key: str) -> Erasure:
    """All that the customer is called by anywhere, without a pseudonym yet."""
    return _erasure(key, "")


@job
def erase_customer(context: JobContext, pk: str) -> dict[str, int]:
    """What begin_erasure() has decided, done by a worker."""
    return carry_out_erasure(ObjectId(pk))


def _erasure(key: str, pseudonym: str) -> Erasure:
    names = [eraser.gather(key) for eraser in erasers()]
    spellings = frozenset(text for known in names for text in known.spellings if text)
    typed = {phone for known in names for phone in known.phones if phone}
    phones = frozenset(filter(None, map(as_stored_phone, typed)))
    return Erasure(
        key=key,
        pseudonym=pseudonym,
        spellings=spellings,
        phones=phones,
        without=forgetting(key, pseudonym, spellings, phones | typed).without,
    )


@transactional
def _finish(pk: ObjectId, erasure: Erasure) -> None:
    rewrite_history({"subject": pk}, erasure.without)
    customer = Customer.objects.get(pk=pk)
    customer.customer_key = customer.pseudonym
    customer.erased_at = timezone.now()
    customer.save()
