"""The lists of this app whose filters can be saved and whose columns can be chosen."""

from crm.filters import lists
from omset.lists.columns import OPTIONAL
from omset.lists.filters import FilterForm, PeriodForm, SumsForm

OF_THE_TRASH = {name: OPTIONAL[name] for name in ("staff", "note", "approval")}
lists.register("omset", "omset:list", fields=FilterForm.base_fields, columns=OPTIONAL)
lists.register("summary", "omset:summary", fields=SumsForm.base_fields)
lists.register("details", "omset:details", fields=SumsForm.base_fields)
lists.register("duplicates", "omset:duplicates", fields=PeriodForm.base_fields)
lists.register("trash", "omset:trash", columns=OF_THE_TRASH)
