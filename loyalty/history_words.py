"""What history calls programmes, members, stores and tills, and what is done to them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from crm.imports.reasons import reason_in_words
from crm.web.templatetags import formats

SUBJECTS = {
    "loyalty.programme": _("Loyalty programme"),
    "loyalty.member": _("Loyalty member"),
    "loyalty.store": _("Store"),
    "loyalty.till": _("Till"),
    "loyalty.importbatch": _("Loyalty import"),
}
VERBS = {
    "create": _("Created"),
    "edit": _("Edited"),
    "publish version": _("Version published"),
    "draft": _("Draft saved"),
    "discard": _("Draft discarded"),
    "add product": _("Product added"),
    "remove product": _("Product taken out"),
    "join programme": _("Put in a programme"),
    "leave programme": _("Taken out of a programme"),
    "compute segments": _("Segments computed"),
    "reveal contacts": _("Contacts looked at"),
    "hand out data": _("Everything held handed out"),
    "mark own": _("Marked as a colleague's own record"),
    "attach card": _("Card attached"),
    "detach card": _("Card taken back"),
    "link": _("Linked to a customer"),
    "unlink": _("Link to a customer ended"),
    "merge": _("Merged"),
    "adjust points": _("Points adjusted"),
    "ask adjustment": _("Adjustment of points asked for"),
    "confirm adjustment": _("Adjustment of points confirmed"),
    "refuse adjustment": _("Adjustment of points refused"),
    "undo merge": _("Merge undone"),
    "erase": _("Customer forgotten"),
    "begin import": _("Import begun"),
    "hold": _("Held"),
    "accept": _("Accepted"),
    "cancel": _("Cancelled"),
    "complete": _("Complete"),
    "undo": _("Undone"),
    "end undo": _("Rows taken back"),
    "undo import": _("Import undone"),
    "missing": _("Not in the registry any more"),
}


def _terms(stored: dict[str, Any]) -> str:
    """What a version says of earning and tiers; the amounts are in the programme's currency."""
    earning = stored["earning"]
    tiers = (f"{name} {_amount(minimum)}" for name, minimum in stored["tiers"])
    words = {
        "points": earning["points"],
        "unit": _amount(earning["unit"]),
        "tiers": ", ".join(tiers),
    }
    text = gettext("%(points)s for each full %(unit)s; %(tiers)s") % words
    if excluded := earning.get("excluded"):
        text += "; " + gettext("nothing in departments %s") % ", ".join(excluded)
    if months := stored.get("tier_months"):
        text += "; " + gettext("tiers by the last %d calendar months") % months
    return text


def _amount(text: str) -> str:
    return formats.decimal(Decimal(text))


def _problems(stored: list[str]) -> str:
    """Why a batch is held, as batches keep it, in the language of now."""
    language = get_language() or "en"
    return " ".join(reason_in_words(code, language) for code in stored)


# Of a version, as it is stored (loyalty/rules/stored_terms.py).
LISTS: dict[str, Callable[[Any], str]] = {"terms": _terms, "problems": _problems}
