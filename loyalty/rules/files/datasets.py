"""The three files, which fields each has, and which of them it cannot do without (LI-1, LI-10)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Dataset(StrEnum):
    """What a file holds."""

    REGISTRY = "registry"
    SALES = "sales"
    RECEIPTS = "receipts"

    @property
    def label(self) -> Promise:
        """The dataset in words."""
        return _LABELS[self]


_LABELS: dict[Dataset, Promise] = {
    Dataset.REGISTRY: _("registry"),
    Dataset.SALES: _("sales lines"),
    Dataset.RECEIPTS: _("receipts"),
}
# A file without a column for one of these is none of this dataset.
NEEDED = {
    Dataset.REGISTRY: ("card",),
    Dataset.SALES: ("card", "article", "month", "amount"),
    Dataset.RECEIPTS: ("card", "date", "amount"),
}
# The numbers of a file that say whether it has a decimal comma.
NUMBERS = {
    Dataset.REGISTRY: ("spend", "points"),
    Dataset.SALES: ("amount", "quantity", "points"),
    Dataset.RECEIPTS: ("amount", "points"),
}
