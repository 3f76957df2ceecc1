"""What the doctor asks of loyalty imports: none stays half-way, none is held unseen."""

from django.utils.translation import gettext as _

from crm.registry.doctor import Diagnosis, failed, good, warning
from crm.web.templatetags.formats import decimal
from loyalty.models import ImportBatch
from loyalty.models.batches import BatchState

# Rows of these are there in part.
HALF_WAY = (BatchState.READING, BatchState.LOADING, BatchState.FAILED, BatchState.UNDOING)


def no_batch_is_held() -> Diagnosis:
    """Nothing waits for a master admin to accept it."""
    number = held_batches()
    if not number:
        return good(_("No loyalty import is held."))
    text = _("%(number)s loyalty imports are held.") % {"number": decimal(number)}
    return warning(text, _("A master admin accepts or cancels them on the page Loyalty imports."))


def no_batch_is_half_way() -> Diagnosis:
    """Before an upgrade no loyalty import is loaded or undone in part."""
    number = ImportBatch.objects.filter(state__in=HALF_WAY).count()
    if not number:
        return good(_("No loyalty import is half-way."))
    text = _("%(number)s loyalty imports are half-way.") % {"number": decimal(number)}
    return failed(text, _("Let them end, or send the same file once more: it goes on."))


def held_batches() -> int:
    """How many imports wait for a master admin (LI-5)."""
    return ImportBatch.objects.filter(state=BatchState.HELD).count()
