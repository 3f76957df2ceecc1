"""Text as people see it: without the characters that show nothing and change what does. Pure.

Such characters come along when a number is copied from a chat. Written on purpose they turn the
text behind them round, hide a word from who reads, or make a workbook unreadable. Joiners stay:
scripts and emoji need them.
"""

import re

_CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x9f"
_INVISIBLE = r"\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb"
_DIRECTIONS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
# No characters at all, and not allowed in XML.
_NONE = r"\ud800-\udfff\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
_UNSEEN = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_DIRECTIONS}{_NONE}]")


def plain(text: str) -> str:
    """The text without them and without outer blanks; empty if it shows nothing."""
    if text.isprintable():
        # Nearly all texts, of which an import has millions.
        return text.strip()
    text = _UNSEEN.sub("", text).strip()
    return text if any(char.isprintable() and not char.isspace() for char in text) else ""
