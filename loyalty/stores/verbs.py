"""Adding stores and tills, and saying how they are (LM-16). Each verb leaves history."""

from bson import ObjectId
from django.utils.translation import gettext as _

from crm.audit.record import changes, facts, note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from crm.web.texts.visible import visible_text
from loyalty.models import Programme, Store, StoreState, Till, TillState
from loyalty.models.stores import LONGEST_CODE
from loyalty.programmes.errors import ProgrammeRefused

TRACKED = ("code", "name", "state")


@transactional
def add_store(code: str, name: str = "", *, by: User | None) -> Store:
    """Write and return a store; without a name it is called by its code.

    Raises ProgrammeRefused for no code, or one that is taken.
    """
    code = visible_text(code)
    if not code or len(code) > LONGEST_CODE:
        raise ProgrammeRefused("code", _("A store has a code of at most 40 characters."))
    if store_of(code):
        raise ProgrammeRefused("code", _("There is a store with the code %s.") % code)
    store = Store.objects.create(code=code, name=visible_text(name) or code)
    note_event(store, "create", by=by, after=facts(store, TRACKED))
    return store


@transactional
def join_programme(code: str, programme: Programme, *, by: User | None) -> Store:
    """Let the store with this code, known or new, belong to a programme.

    Raises ProgrammeRefused if it belongs to another.
    """
    store = store_of(visible_text(code)) or add_store(code, by=by)
    if store.programme_id == programme.pk:
        return store
    # Of two programmes at once one finds it taken.
    joined = Store.objects.filter(pk=store.pk, programme=None).update(programme=programme)
    if not joined:
        text = _("The store %s belongs to another programme.") % store.code
        raise ProgrammeRefused("stores", text)
    store.programme = programme
    note_event(store, "join programme", by=by, after={"programme": programme.name})
    return store


@transactional
def leave_programme(store_id: ObjectId, programme: Programme, *, by: User, reason: str) -> Store:
    """Let a store belong to no programme.

    Raises ProgrammeRefused without a reason, or if it does not belong to this one.
    """
    if not fitting_reason(reason):
        raise ProgrammeRefused("reason", _("Say why."))
    store = Store.objects.get(pk=store_id)
    left = Store.objects.filter(pk=store_id, programme=programme).update(programme=None)
    if not left:
        raise ProgrammeRefused("store", _("The store does not belong to the programme."))
    before = {"programme": programme.name}
    note_event(store, "leave programme", by=by, before=before, reason=fitting_reason(reason))
    return store


@transactional
def edit_store(pk: ObjectId, name: str, state: StoreState, *, by: User) -> Store:
    """Call a store so and say how it is; without a name it is called by its code.

    Raises Store.DoesNotExist.
    """
    store = Store.objects.get(pk=pk)
    stored = facts(store, TRACKED)
    store.name, store.state = visible_text(name) or store.code, state
    before, after = changes(stored, facts(store, TRACKED))
    if after:
        store.save(update_fields=["name", "state"])
        note_event(store, "edit", by=by, before=before, after=after)
    return store


@transactional
def add_till(store: Store, number: int, *, by: User | None) -> Till:
    """Write and return a till. Raises ProgrammeRefused for a number below 1, or taken."""
    if number < 1:
        raise ProgrammeRefused("number", _("Tills are numbered from 1 on."))
    if Till.objects.filter(store=store, number=number).exists():
        raise ProgrammeRefused("number", _("The store has a till of this number."))
    till = Till.objects.create(store=store, number=number)
    note_event(till, "create", by=by, after={"store": store.code, "number": number})
    return till


@transactional
def set_till_state(pk: ObjectId, state: TillState, *, by: User) -> Till:
    """Say whether a till is in use. Raises Till.DoesNotExist."""
    till = Till.objects.get(pk=pk)
    if till.state != state:
        before = facts(till, ("state",))
        Till.objects.filter(pk=pk).update(state=state)
        till.state = state
        note_event(till, "edit", by=by, before=before, after=facts(till, ("state",)))
    return till


def store_of(code: str) -> Store | None:
    """The store with exactly this code, in the current transaction."""
    row = collection(Store).find_one({"code": code}, {"_id": True}, session=current_session())
    return Store.objects.get(pk=row["_id"]) if row else None
