"""What of a programme changes at once: its words, products, and what it keeps (LM-2, LM-7)."""

from dataclasses import asdict, dataclass

from bson import ObjectId
from django.utils.translation import gettext as _

from crm.audit.record import changes, facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.models import Product, User
from crm.staff.rules.names import clean_name, name_key
from crm.staff.usage import refer_to
from crm.web.forms.reasons import fitting_reason
from crm.web.texts.visible import visible_text
from loyalty.models import Programme, ProgrammeProduct
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.programmes.verbs import LONGEST_NAME, lock_programme
from loyalty.rules.identity import is_region
from loyalty.signals import terms_changed


@dataclass(frozen=True, kw_only=True)
class ProgrammeFacts:
    """What a programme is called, what its points are called, and where its phones belong."""

    name: str
    phone_region: str
    point_en: str
    points_en: str
    point_id: str
    points_id: str


FACTS = ("name", "phone_region", "point_en", "points_en", "point_id", "points_id")


@transactional
def edit(pk: ObjectId, known: ProgrammeFacts, *, by: User) -> Programme:
    """Call it so from now on. Keys of phones that are stored stay as they were read.

    Raises ProgrammeRefused, Programme.DoesNotExist.
    """
    programme = Programme.objects.get(pk=pk)
    lock_programme(programme)
    _check(programme, known)
    before = facts(programme, FACTS)
    for name, value in asdict(known).items():
        setattr(programme, name, clean_name(value))
    programme.save(update_fields=[*FACTS, "name_key"])
    before, after = changes(before, facts(programme, FACTS))
    if after:
        note_event(programme, "edit", by=by, before=before, after=after)
    return programme


@transactional
def add_product(programme: Programme, product: Product, *, by: User) -> None:
    """Let a product belong to the programme, with all of its deposits (LM-2).

    Raises ProgrammeRefused if it belongs to one, IntegrityError at the same moment.
    """
    lock_programme(programme)
    if ProgrammeProduct.objects.filter(pk=product.pk).exists():
        text = _("%s belongs to a programme already.") % product.name
        raise ProgrammeRefused("product", text)
    refer_to(product)
    row = ProgrammeProduct(product_id=product.pk, programme=programme)
    row.save(force_insert=True)
    note_event(programme, "add product", by=by, after={"product": product.name})
    terms_changed.send(sender=Programme, programme=programme)


@transactional
def remove_product(programme: Programme, product: Product, *, by: User, reason: str) -> None:
    """Let a product belong to none; its deposits count for nobody's loyalty any more.

    Raises ProgrammeRefused if it is not of the programme, or without a reason.
    """
    if not fitting_reason(reason):
        raise ProgrammeRefused("reason", _("Say why."))
    lock_programme(programme)
    removed, _models = ProgrammeProduct.objects.filter(pk=product.pk, programme=programme).delete()
    if not removed:
        raise ProgrammeRefused("product", _("The product does not belong to the programme."))
    before = {"product": product.name}
    note_event(programme, "remove product", by=by, before=before, reason=fitting_reason(reason))
    terms_changed.send(sender=Programme, programme=programme)


@transactional
def keep_sensitive(pk: ObjectId, keeps: bool, *, by: User, reason: str) -> Programme:
    """Say whether imports keep columns about family, pets, intolerances and health (LM-7).

    What is kept already stays. Raises ProgrammeRefused without a reason.
    """
    if not fitting_reason(reason):
        raise ProgrammeRefused("reason", _("Say why."))
    programme = Programme.objects.get(pk=pk)
    lock_programme(programme)
    before = facts(programme, ("keeps_sensitive",))
    if programme.keeps_sensitive != keeps:
        programme.keeps_sensitive = keeps
        programme.save(update_fields=["keeps_sensitive"])
        after = facts(programme, ("keeps_sensitive",))
        note_event(
            programme, "edit", by=by, before=before, after=after, reason=fitting_reason(reason)
        )
    return programme


def _check(programme: Programme, known: ProgrammeFacts) -> None:
    name = clean_name(known.name)
    if not visible_text(name) or len(name) > LONGEST_NAME:
        raise ProgrammeRefused("name", _("Give the programme a name of at most 80 characters."))
    others = Programme.objects.filter(name_key=name_key(name)).exclude(pk=programme.pk)
    if others.exists():
        raise ProgrammeRefused("name", _("There is a programme of this name."))
    if not is_region(known.phone_region):
        raise ProgrammeRefused("phone_region", _("There is no such country."))
