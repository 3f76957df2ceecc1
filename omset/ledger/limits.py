"""The limits of plausible deposits, held against one, and in words for people (OM-1)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from crm.staff.models import User
from crm.web.templatetags.formats import day as day_text
from crm.web.templatetags.formats import rupiah
from omset.policies import deposit_limits
from omset.rules.limits import TOO_LARGE, TOO_OLD, exceeded


def beyond_limits(total: Decimal, day: date, by: User) -> dict[str, Any] | None:
    """The limits that a deposit is beyond which `by` enters today, with their values.

    None for none. One command.
    """
    return exceeded(total, day, deposit_limits(by, timezone.localdate())) or None


def limit_texts(beyond: dict[str, Any] | None) -> list[str]:
    """Why it waits, a sentence for each limit."""
    texts, beyond = [], beyond or {}
    if TOO_LARGE in beyond:
        most = rupiah(Decimal(beyond[TOO_LARGE]))
        texts.append(_("more than the largest single deposit, %s") % most)
    if TOO_OLD in beyond:
        oldest = day_text(date.fromisoformat(beyond[TOO_OLD]))
        texts.append(_("dated before %s") % oldest)
    return texts
