"""By what forgotten customers are recognised for a while: a stored file may name them still.

Files are kept for KEPT, and the file of the rows that one has rejected, made on its last day, for
as long again; afterwards nothing is known of them.
"""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pymongo import UpdateOne

from crm.mongo.rows import collection, current_session
from crm.registry.runs.nightly import NightlyStep
from crm.uploads.models import KEPT
from members.customers.exclusions import NOBODY, ListedCustomers, lock_all_products
from members.customers.hashes import hash_secret, key_hashes, phone_hashes
from members.databases.common import common_keys
from members.models import ForgottenName, LoadingTurn

HELD = 2 * KEPT
_ONLY_TURN = 1
# Why a row of a file is not taken; it is in no file of rejected rows.
IS_FORGOTTEN = _("The customer was forgotten lately.")


def forget_names(key: str, phones: Collection[str]) -> None:
    """Let no upload load a row of this customer from now on. In a transaction.

    Whatever loads rows lines up with it: what it has loaded before can be read afterwards.
    """
    lock_all_products()
    take_turn()
    secret = hash_secret()
    hashes = {**key_hashes([key], secret), **phone_hashes(phones, secret)}
    until = {"$max": {"until": timezone.now() + HELD}}
    writes = [UpdateOne({"_id": each}, until, upsert=True) for each in sorted(hashes)]
    collection(ForgottenName).bulk_write(writes, ordered=False, session=current_session())


def take_turn() -> None:
    """Line up with whoever forgets a customer: what is asked about them holds until the commit.

    The first write of a transaction that writes of customers without the lock of a product.
    """
    count = {"$inc": {"times": 1}}
    turns, session = collection(LoadingTurn), current_session()
    turns.update_one({"_id": _ONLY_TURN}, count, upsert=True, session=session)


def anybody_is_forgotten() -> bool:
    """Whether rows have to be looked at for it; in this transaction."""
    match = {"until": {"$gt": timezone.now()}}
    return collection(ForgottenName).find_one(match, session=current_session()) is not None


def forgotten_customers(keys: Collection[str], phones: Collection[str]) -> ListedCustomers:
    """Whose of these keys and phones (as +62812...) were forgotten lately. Three
    commands, and one more for each key that is."""
    if not anybody_is_forgotten():
        return NOBODY
    secret = hash_secret()
    of_keys, of_phones = key_hashes(keys, secret), phone_hashes(phones, secret)
    match = {"_id": {"$in": [*of_keys, *of_phones]}, "until": {"$gt": timezone.now()}}
    stored = collection(ForgottenName).distinct("_id", match, session=current_session())
    named = frozenset(of_keys[each] for each in stored if each in of_keys)
    phones_named = frozenset(of_phones[each] for each in stored if each in of_phones)
    return ListedCustomers(named, phones_named, common_keys(named))


def end_forgotten_names() -> NightlyStep:
    """Remove what is held no longer."""
    over = {"until": {"$lte": timezone.now()}}
    removed = collection(ForgottenName).delete_many(over).deleted_count
    line = f"Forgotten customers: {removed:,} old hashes removed."
    return NightlyStep("forgotten customers", {"removed": removed}, line)
