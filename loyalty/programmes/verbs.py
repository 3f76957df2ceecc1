"""Creating programmes and publishing their versions. Each verb is one transaction with history."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import facts, note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from crm.staff.rules.names import clean_name, name_key
from crm.staff.usage import refer_to
from crm.web.texts.visible import visible_text
from loyalty.models import Programme, ProgrammeProduct, ProgrammeVersion
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.rules.currencies import CURRENCIES
from loyalty.rules.identity import is_region
from loyalty.rules.programmes import BeginsTooEarly, Terms, check_beginning
from loyalty.rules.stored_terms import as_stored
from loyalty.signals import terms_changed
from loyalty.stores.verbs import join_programme

LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class NewProgramme:
    """What a programme begins with. Stores that nobody knows yet are added by their codes."""

    name: str
    currency: str
    terms: Terms
    # It may have passed: before, there was no promise that this could break.
    valid_from: date
    products: Collection[Product] = ()
    stores: Collection[str] = ()
    phone_region: str = ""


@transactional
def create(new: NewProgramme, *, by: User | None) -> Programme:
    """Write and return a programme with its first version (LM-2).

    Raises ProgrammeRefused for a name that is taken, an unknown currency or region, a product or
    store of another programme; IntegrityError if somebody takes one at the same moment.
    """
    name, currency = clean_name(new.name), CURRENCIES.get(new.currency)
    if not visible_text(name) or len(name) > LONGEST_NAME:
        raise ProgrammeRefused("name", _("Give the programme a name of at most 80 characters."))
    if currency is None:
        known = ", ".join(CURRENCIES)
        raise ProgrammeRefused("currency", _("Choose one of %s.") % known)
    if new.phone_region and not is_region(new.phone_region):
        raise ProgrammeRefused("phone_region", _("There is no such country."))
    if Programme.objects.filter(name_key=name_key(name)).exists():
        raise ProgrammeRefused("name", _("There is a programme of this name."))
    programme = Programme.objects.create(
        name=name,
        currency=currency.code,
        decimals=currency.decimals,
        phone_region=new.phone_region or currency.region,
        created_by_name=by.name if by else "",
    )
    note_event(programme, "create", by=by, after=facts(programme, ("name", "currency")))
    _add_products(programme, new.products)
    for code in new.stores:
        join_programme(code, programme, by=by)
    _add_version(programme, new.terms, new.valid_from, by=by)
    return programme


@transactional
def publish(
    programme: Programme, terms: Terms, valid_from: date, *, by: User | None
) -> ProgrammeVersion:
    """Let these terms hold from a day on, tomorrow at the earliest; what holds before stays (LM-3).

    Raises ProgrammeRefused.
    """
    try:
        check_beginning(valid_from, timezone.localdate())
    except BeginsTooEarly as error:
        text = _("A version begins tomorrow at the earliest.")
        raise ProgrammeRefused("valid_from", text) from error
    return _add_version(programme, terms, valid_from, by=by)


def lock_programme(programme: Programme) -> None:
    """Wait for, or collide with, whatever else writes what the programme lines up."""
    collection(Programme).update_one(
        {"_id": programme.pk}, {"$inc": {"events": 1}}, session=current_session()
    )


def _add_version(
    programme: Programme, terms: Terms, valid_from: date, *, by: User | None
) -> ProgrammeVersion:
    lock_programme(programme)
    published = ProgrammeVersion.objects.filter(programme=programme).count()
    version = ProgrammeVersion.objects.create(
        programme=programme,
        valid_from=valid_from,
        sequence=published + 1,
        terms=as_stored(terms),
        author_name=by.name if by else "",
    )
    after = facts(version, ("valid_from", "sequence")) | {"terms": version.terms}
    note_event(programme, "publish version", by=by, after=after)
    terms_changed.send(sender=Programme, programme=programme, valid_from=valid_from)
    return version


def _add_products(programme: Programme, products: Collection[Product]) -> None:
    ids = [product.pk for product in products]
    taken = set(ProgrammeProduct.objects.filter(pk__in=ids).values_list("pk", flat=True))
    for product in products:
        if product.pk in taken:
            text = _("%s belongs to another programme.") % product.name
            raise ProgrammeRefused("products", text)
        refer_to(product)
        ProgrammeProduct.objects.create(product_id=product.pk, programme=programme)
