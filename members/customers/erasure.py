"""Forgetting a customer: a pseudonym in the place of their id, everywhere, and no number changed.

The pseudonym, and all that the customer is called and reached by, is stored before the first thing
is rewritten, so that a run that was killed is finished by the next under the same one.
"""

from collections import Counter
from collections.abc import Iterable
from secrets import token_hex

from bson import ObjectId
from django.utils import timezone

from crm.audit.erasure import rewrite_history
from crm.audit.record import SYSTEM, note_event
from crm.backups.erased import note_erased
from crm.jobs import queue
from crm.jobs.context import JobContext
from crm.jobs.models import Job
from crm.jobs.tasks import job
from crm.mongo.transaction import transactional
from crm.registry.customers import Erasure, KnownNames, erasers
from crm.staff.models import User
from members.customers.forgotten_names import forget_names
from members.customers.forgotten_rows import customers_of_phone
from members.customers.hashes import hash_of_key, hash_secret
from members.customers.ids import phone_of
from members.models import Customer
from members.rules.erasure import as_stored_phone, forgetting

# What is entered meanwhile under the old id is found by the next look.
MOST_PASSES = 3
# Their kind in backups.
ERASED_CUSTOMER = "customer"
RESTORED = "Forgotten before the backup was restored."


class AlreadyForgotten(Exception):
    """Nobody knows who the customer was."""


class KnownById(Exception):
    """Somebody with an id has the phone by which alone the customer is known."""


def begin_erasure(pk: ObjectId, *, by: User, reason: str, phone: str = "") -> Customer:
    """Decide that a customer is forgotten; no upload brings them back from now on.

    `phone` (as +62812...) is that of one who is known by it alone. Raises AlreadyForgotten,
    Customer.DoesNotExist.
    """
    key = Customer.objects.get(pk=pk).customer_key
    return _begin(pk, _gathered(key, [phone]), by, reason)


def begin_again(pk: ObjectId, *, pseudonym: str, phone: str = "") -> None:
    """Decide once more what a restored backup knows nothing of, under the pseudonym of then."""
    key = Customer.objects.get(pk=pk).customer_key
    _begin(pk, _gathered(key, [phone]), None, RESTORED, pseudonym)


def ask_for_erasure(pk: ObjectId, *, by: User, reason: str) -> None:
    """Decide the same and let a worker do it: both, or neither.

    Raises AlreadyForgotten, KnownById, Customer.DoesNotExist.
    """
    key = Customer.objects.get(pk=pk).customer_key
    if (phone := phone_of(key)) and customers_of_phone(phone)[0]:
        raise KnownById
    _begin_and_ask(pk, _gathered(key), by, reason)


@transactional
def go_on_with_erasure(pk: ObjectId, *, by: User) -> None:
    """Let a worker go on with an erasure that has stopped before its end. Raises queue.Over."""
    job = job_of_erasure(pk)
    if not is_stopped(Customer.objects.get(pk=pk), job):
        raise queue.Over
    if job is None:
        _ask(pk)
    else:
        queue.go_on(job.pk, by=by)


def job_of_erasure(pk: ObjectId) -> Job | None:
    """The job by which a customer is forgotten; none of a command."""
    return Job.objects.filter(key=_key_of_job(pk)).first()


def is_stopped(customer: Customer, job: Job | None) -> bool:
    """Whether forgetting them waits for a job that has ended, or that nobody has asked for."""
    return customer.is_being_forgotten and (job is None or not job.is_going_on)


def carry_out_erasure(pk: ObjectId) -> dict[str, int]:
    """Write the pseudonym everywhere; how many of what were rewritten. May be run again."""
    customer = Customer.objects.get(pk=pk)
    if customer.erased_at or not customer.pseudonym:
        return {}
    counts: Counter[str] = Counter()
    for _pass in range(MOST_PASSES):
        erasure = _erasure(_remember(pk, _gathered(customer.customer_key)))
        rewritten = Counter[str]()
        for eraser in erasers():
            rewritten.update(eraser.erase(erasure))
        counts.update(rewritten)
        if not +rewritten:
            break
    _finish(pk, erasure)
    return dict(counts)


def known_names(key: str) -> KnownNames:
    """All that the customer is called and reached by anywhere; phones as they are stored."""
    names = _gathered(key)
    return KnownNames(names.spellings, _as_stored(names.phones))


@job
def erase_customer(context: JobContext, pk: str) -> dict[str, int]:
    """What begin_erasure() has decided, done by a worker."""
    return carry_out_erasure(ObjectId(pk))


@transactional
def _begin_and_ask(pk: ObjectId, names: KnownNames, by: User, reason: str) -> None:
    _begin(pk, names, by, reason)
    _ask(pk)


def _ask(pk: ObjectId) -> None:
    erase_customer.keyed(_key_of_job(pk)).enqueue(pk=str(pk))


def _key_of_job(pk: ObjectId) -> str:
    return f"erase-{pk}"


@transactional
def _begin(
    pk: ObjectId, names: KnownNames, by: User | None, reason: str, pseudonym: str = ""
) -> Customer:
    customer = Customer.objects.get(pk=pk)
    if customer.erased_at:
        raise AlreadyForgotten
    # Decided before, it goes on under the pseudonym that it has.
    if not customer.pseudonym:
        customer.pseudonym = pseudonym or f"erased-{token_hex(6)}"
        customer.erased_by_name = by.name if by else SYSTEM
        customer.save()
        note_event(customer, "erase", by=by, reason=reason)
        hashed = hash_of_key(customer.customer_key, hash_secret())
        note_erased(ERASED_CUSTOMER, str(pk), pseudonym=customer.pseudonym, hash=hashed)
    return _remember(pk, names)


@transactional
def _remember(pk: ObjectId, names: KnownNames) -> Customer:
    """Keep what was gathered beside what earlier runs have gathered, which may stand nowhere."""
    customer = Customer.objects.get(pk=pk)
    customer.spellings = sorted({*(customer.spellings or ()), *names.spellings})
    customer.phones = sorted({*(customer.phones or ()), *names.phones})
    customer.save()
    forget_names(customer.customer_key, _as_stored(customer.phones))
    return customer


def _gathered(key: str, phones: Iterable[str] = ()) -> KnownNames:
    names = [eraser.gather(key) for eraser in erasers()]
    typed = {phone for names_of_app in names for phone in names_of_app.phones} | {*phones}
    return KnownNames(
        {text for names_of_app in names for text in names_of_app.spellings if text},
        {phone for phone in typed if phone},
    )


def _as_stored(phones: Iterable[str]) -> frozenset[str]:
    """Those with their country. As they were typed besides, they are for texts alone: in another
    country the same digits are somebody else's."""
    return frozenset(as_stored_phone(phone) for phone in phones if phone.startswith("+"))


def _erasure(customer: Customer) -> Erasure:
    key, pseudonym, spellings = customer.customer_key, customer.pseudonym, customer.spellings
    phones = _as_stored(customer.phones)
    texts = forgetting(key, pseudonym, spellings, {*phones, *customer.phones})
    return Erasure(
        key=key,
        pseudonym=pseudonym,
        spellings=frozenset(spellings),
        phones=phones,
        without=texts.without,
        without_in_facts=texts.without_in_facts,
    )


@transactional
def _finish(pk: ObjectId, erasure: Erasure) -> None:
    rewrite_history({"subject": pk}, erasure.without)
    customer = Customer.objects.get(pk=pk)
    customer.customer_key = customer.pseudonym
    customer.spellings, customer.phones = [], []
    customer.erased_at = timezone.now()
    customer.save()
