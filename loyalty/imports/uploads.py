"""What files of loyalty may be sent, and what is made of them (LI-8)."""

from crm.uploads.purposes import MB, Purpose, register

PAGE = "loyalty_imports"
# Half a year of a chain's sales lines are 214 MB (LI-1).
LOYALTY_FILES = register(
    Purpose(
        name="loyalty",
        page=PAGE,
        kinds=frozenset({"json", "csv", "xlsx", "xls"}),
        largest=500 * MB,
        most_stored=1500 * MB,
    )
)
# Written by the import itself; nobody sends one.
REJECTED_ROWS = register(Purpose(name="loyalty-rejects", page=PAGE, kinds=frozenset()))
REJECTS_NAME = "rejected.csv"
