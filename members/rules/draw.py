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
    message = _message(row_id, times_returned)
    return hmac.digest(bytes.fromhex(secret), message, "sha256")[:KEY_BYTES].hex()


class DrawKeys:
    """The same keys for many rows of one database.

    What an HMAC does with its secret (RFC 2104: a block for the inner hash, one for the outer) is
    done once: of a million rows each then takes a third of the time.
    """

    def __init__(self, secret: str) -> None:
        # The secret is no longer than a block.
        block = bytes.fromhex(secret).ljust(hashlib.sha256().block_size, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def of(self, row_id: str, times_returned: int) -> str:
        """The key of a row."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(_message(row_id, times_returned))
        outer.update(inner.digest())
        return outer.digest()[:KEY_BYTES].hex()


def _message(row_id: str, times_returned: int) -> bytes:
    return f"{row_id}:{times_returned}".encode()


def seal(draw: Mapping[str, object]) -> str:
    """The hash of a draw: of everything that it says, the hash of the one before included."""
    text = json.dumps(draw, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
