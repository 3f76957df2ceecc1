"""What files of loyalty may be sent, and what is made of them (LI-8)."""

from crm.uploads.purposes import Purpose, register

PAGE = "loyalty_imports"
LOYALTY_FILES = register(
    Purpose(name="loyalty", page=PAGE, kinds=frozenset({"json", "csv", "xlsx", "xls"}))
)
# Written by the import itself; nobody sends one.
REJECTED_ROWS = register(Purpose(name="loyalty-rejects", page=PAGE, kinds=frozenset()))
REJECTS_NAME = "rejected.csv"
