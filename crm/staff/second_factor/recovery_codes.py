"""Ten codes for whoever has lost their phone: shown once, kept hashed, each good once."""

import hashlib
import re
import secrets

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.staff.models import SecondFactor

HOW_MANY = 10
DIGITS = 16
# What one guess costs: 16 MB and some hundredths of a second. Stored hashes depend on it.
COST, BLOCK, LANES = 2**14, 8, 1


def new_codes() -> list[str]:
    """Ten at random, of 16 digits in groups of four: a phone shows its keypad for them."""
    return [_grouped(f"{secrets.randbelow(10**DIGITS):0{DIGITS}}") for _number in range(HOW_MANY)]


def new_salt() -> str:
    """What makes equal codes of two people two hashes."""
    return secrets.token_hex(16)


def hashed(code: str, salt: str) -> str:
    """As a code is kept; however its groups are typed."""
    digits = re.sub(r"\D", "", code, flags=re.ASCII)
    key = hashlib.scrypt(digits.encode(), salt=bytes.fromhex(salt), n=COST, r=BLOCK, p=LANES)
    return key.hex()


def looks_like_one(typed: str) -> bool:
    """True for as many digits as a recovery code has; anything else costs no hashing."""
    return len(re.sub(r"[\s-]", "", typed)) == DIGITS and bool(re.fullmatch(r"[\d\s-]+", typed))


def take_recovery_code(person_id: ObjectId, code_hash: str) -> bool:
    """Use a code up; False if it is none of theirs any more.

    One conditional update: of any number at once one gets it.
    """
    changed = collection(SecondFactor).update_one(
        {"_id": person_id, "recovery_codes": code_hash},
        {
            "$pull": {"recovery_codes": code_hash},
            "$set": {"failures": 0, "locked_until": None},
        },
        session=current_session(),
    )
    return changed.matched_count == 1


def _grouped(digits: str) -> str:
    return "-".join(digits[first : first + 4] for first in range(0, DIGITS, 4))
