"""The lists of this app whose filters can be saved."""

from crm.filters import lists
from omset.columns import OPTIONAL
from omset.filters import FilterForm

lists.register("omset", "omset:list", fields=FilterForm.base_fields, columns=OPTIONAL)
