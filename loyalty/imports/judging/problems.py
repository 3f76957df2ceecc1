"""Why a batch is held, refused or failed: kept in no language, said in each reader's."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.imports.cells import Reason
from crm.imports.reasons import coded_reason, reason_in_words
from loyalty.models import ImportBatch

COUNT_DIFFERS = _(
    "The database holds %(stored)s of %(expected)s rows. Import the same file again to go on."
)
MONTHS_LOADED = _(
    "Loaded already: month %(months)s. To put this file in its place, ask for it to be replaced."
)
NO_FILE = _("The file is not stored any more: send it again.")
NOTHING_TO_DO = _("Batch %(batch)s has this file already: nothing to do.")
IS_BUSY = _("Somebody imports or undoes this dataset right now: try again when that has ended.")


class FileRefused(Exception):
    """The file cannot be imported as it was asked for; nothing was written."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


def as_kept(reasons: Iterable[Reason]) -> str:
    """Reasons as a batch keeps them, one on each line."""
    return "\n".join(map(coded_reason, reasons))


def in_words(batch: ImportBatch) -> list[str]:
    """What is the matter with a batch, in the language of now."""
    language = get_language() or "en"
    return [reason_in_words(code, language) for code in batch.problem.splitlines()]
