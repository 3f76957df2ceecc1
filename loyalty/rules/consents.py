"""What a member consented to, and who may say so (LM-6). Pure.

Nobody's silence is a yes or a no.
"""

import unicodedata
from enum import StrEnum


class ConsentSubject(StrEnum):
    """What consent is asked for."""

    PERSONAL_DATA = "personal data"
    ADVERTISING = "advertising"
    PROFILING = "profiling"
    MARKETING = "marketing"
    NEWSLETTER = "newsletter"


class Consent(StrEnum):
    """Its three states. Unknown is no consent, and no refusal either."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"

    @property
    def is_given(self) -> bool:
        """Whether what needs this consent may be done."""
        return self == Consent.YES


class ConsentSource(StrEnum):
    """Who said it, the weightiest last: a later word of less weight changes nothing."""

    FILE = "file"
    STAFF = "staff"
    MEMBER = "member"
    # An admin, with a reason.
    ADMIN = "admin"


_YES = ("si", "s", "1", "true", "y", "yes", "ya")
_NO = ("no", "n", "0", "false", "tidak")
_CONSENT_OF_WORD = {
    "": Consent.UNKNOWN,
    **dict.fromkeys(_YES, Consent.YES),
    **dict.fromkeys(_NO, Consent.NO),
}


def consent_of(text: str) -> tuple[Consent, bool]:
    """What a word in a file consents to, and whether it was understood (LI-13).

    A word that is not understood is unknown, and the caller remarks on it; never a yes or a no.
    """
    folded = unicodedata.normalize("NFKD", text.strip().casefold())
    word = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _CONSENT_OF_WORD.get(word, Consent.UNKNOWN), word in _CONSENT_OF_WORD


def may_change(stored_by: ConsentSource | None, source: ConsentSource) -> bool:
    """Whether this source may change what was said before, by whom (None: by nobody yet).

    What the member said in her own area only she or an admin changes, and what an admin decided
    neither a file nor staff.
    """
    is_her_own_word = stored_by in (ConsentSource.MEMBER, ConsentSource.ADMIN)
    return not is_her_own_word or source in (ConsentSource.MEMBER, ConsentSource.ADMIN)
