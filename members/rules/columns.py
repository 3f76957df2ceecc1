"""What the names of columns say of their cells: who a customer is, what only some may see. Pure.

Names are compared by whole words: "rek" is in "No Rek", "no_rek" and "noRek", and not in
"rekomendasi" (DB-10).
"""

import re
from collections.abc import Sequence

# A column with just this name holds the customer's id; the person's name is no id (DB-3).
ID_COLUMNS = (
    "username",
    "user_name",
    "user",
    "id",
    "userid",
    "user_id",
    "customer_id",
    "member",
    "account",
)
SENSITIVE_WORDS = frozenset(
    (
        *("rekening", "rek", "bank", "norek", "account"),
        # Written as one word.
        *("norekening", "nomorrekening", "namarekening"),
    )
)
# The customer's full name, whatever word is in it (DB-10).
FULL_NAME = "namarekening"
# What stands in the place of a masked cell.
MASK = "••••"
# Kinds of databases as members/models/databases.py stores them.
NORMAL, MEMBER_WD = "normal", "wd"
_BEFORE_A_CAPITAL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_WORDS = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\W_]+")


def words_of_column(column: str) -> tuple[str, ...]:
    """The words of a column's name in small letters: ("no", "rek") of "No. Rek 2" and "noRek"."""
    parted = _BEFORE_A_CAPITAL.sub(" ", column)
    return tuple(word.casefold() for word in _WORDS.findall(parted))


def is_id_column(column: str) -> bool:
    """Whether a column holds the customer's id, by its name (DB-3)."""
    return _together(column) in _ID_NAMES


def is_sensitive(column: str) -> bool:
    """Whether a column names a bank account: by a whole word of its name (DB-10)."""
    return not SENSITIVE_WORDS.isdisjoint(words_of_column(column))


def is_full_name(column: str) -> bool:
    """Whether a column holds the name on a bank account, which is the customer's full name."""
    return "".join(words_of_column(column)) == FULL_NAME


def hidden_columns(columns: Sequence[str], kind: str, *, is_admin: bool) -> frozenset[int]:
    """The places of the columns whose cells this reader gets masked (DB-10).

    Admins see a normal database whole, and the full name in a Member WD database.
    """
    if is_admin and kind == NORMAL:
        return frozenset()
    sees_names = is_admin and kind == MEMBER_WD
    return frozenset(
        place
        for place, column in enumerate(columns)
        if is_sensitive(column) and not (sees_names and is_full_name(column))
    )


def _together(column: str) -> str:
    """A name without what parts its words: "user_id", "User ID" and "userId" are one name."""
    return _BETWEEN.sub("", column).casefold()


_ID_NAMES = frozenset(map(_together, ID_COLUMNS))
