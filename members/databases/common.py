"""Texts that stand in so many rows that they name nobody: a city, a bank, `yes`.

Any cell may be a customer (RS-8), but one whose id is such a text would reserve half a database, in
one transaction of any size. They are known in the column of the customer alone
(docs/decisions/0019-common-texts.md).
"""

from collections.abc import Iterable

from crm.mongo.rows import collection, current_session
from members.models import MemberRow
from members.rules.terms import id_term

MOST_ROWS = 2_000


def common_keys(keys: Iterable[str]) -> frozenset[str]:
    """Which of these customers' keys stand in more than MOST_ROWS rows of databases.

    One command each, which looks at no more of an index than that. In this transaction.
    """
    return frozenset(key for key in set(keys) if _is_common(key))


def _is_common(key: str) -> bool:
    rows = collection(MemberRow).count_documents(
        {"terms": id_term(key)}, limit=MOST_ROWS + 1, session=current_session()
    )
    return rows > MOST_ROWS
