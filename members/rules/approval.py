"""Whether a request for rows is approved at once (DB-5). Pure."""

# How a database is set, as members/models/databases.py stores it.
UNSET, AUTOMATIC, MANUAL = "", "automatic", "manual"


def is_automatic(*, is_on: bool, most: int, setting: str, count: int) -> bool:
    """Whether a request for `count` rows of a database set like this needs no admin.

    `is_on` and `most` hold for all databases; `most` 0 is no limit. A database that was never set
    does as all do.
    """
    if not is_on or setting == MANUAL:
        return False
    return not most or count <= most
