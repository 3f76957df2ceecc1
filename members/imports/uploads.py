"""What files of members may be sent, and what is made of them."""

from crm.uploads.purposes import Purpose, register

PAGE = "databases"
MEMBER_FILES = register(Purpose(name="members", page=PAGE, kinds=frozenset({"csv", "xlsx", "xls"})))
# Written by the upload itself; nobody sends one.
ROWS_LEFT_OUT = register(Purpose(name="members-rejects", page=PAGE, kinds=frozenset()))
REJECTS_NAME, SKIPPED_NAME = "rejected.csv", "skipped.csv"
