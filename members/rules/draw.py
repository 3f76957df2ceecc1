"""In which order rows are drawn, and what seals a draw. Pure.

The key of a row is made with a secret of its database whose SHA-256 everybody may see from the
first day: nobody can know the order beforehand, choose it, or change it afterwards.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping

KEY_BYTES = 8


def draw_key(secret: str, row_id: str, times_returned: int) -> str:
    """The place of a row among all that can be drawn: the first 8 bytes of an HMAC, as hex.

    `secret` and `row_id` are hexadecimal. A row that comes back gets another place.
    """
    message = f"{row_id}:{times_returned}".encode()
    return hmac.digest(bytes.fromhex(secret), message, "sha256")[:KEY_BYTES].hex()


def seal(draw: Mapping[str, object]) -> str:
    """The hash of a draw: of everything that it says, the hash of the one before included."""
    text = json.dumps(draw, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
