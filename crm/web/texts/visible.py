"""Text as people see it: without the characters that show nothing and change what does. Pure.

Such characters come along when a number is copied from a chat. Written on purpose they turn the
text behind them round, hide a word from who reads, or make a workbook unreadable. Joiners stay:
scripts and emoji need them.
"""

import re
import unicodedata

# Default_Ignorable_Code_Point of the Unicode standard: fillers, joiners, selectors, tags.
IGNORABLE = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Signs that are drawn as nothing although the standard counts them among the visible ones.
_BLANKS = r"\u2800\U00013441\U00013442\U0001d159"
_SHOWS_NOTHING = re.compile(f"[{IGNORABLE}{_BLANKS}]")
_CONTROLS = r"\x00-\x08\x0e-\x1f\x7f-\x9f"
_INVISIBLE = r"\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb"
_DIRECTIONS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
# No characters at all, and not allowed in XML.
_NONE = r"\ud800-\udfff\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
# In an amount or a date: wide signs of East Asian keyboards, other dashes, what joins letters.
_ORDINARY = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
    | dict.fromkeys([0x034F, 0x180E, 0x200C, 0x200D, *range(0xFE00, 0xFE10)])
)
_UNSEEN = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_DIRECTIONS}{_NONE}]")


def visible_text(text: str) -> str:
    """The text without invisible characters and outer blanks; empty if nobody sees anything."""
    if not text.isprintable():
        text = _UNSEEN.sub("", text)
    text = text.strip()
    # Nearly all texts, of which an import has millions, need no closer look.
    return text if text.isascii() or shows_something(text) else ""


def shows_something(text: str) -> bool:
    """Whether anybody sees that a text is there. A mark alone, without a letter, is nothing."""
    return any(map(_shows, text))


def _shows(char: str) -> bool:
    if not char.isprintable() or char.isspace() or _SHOWS_NOTHING.match(char):
        return False
    return not unicodedata.category(char).startswith("M")


def in_ordinary_signs(text: str) -> str:
    """An amount or a date in its ordinary signs: nothing unseen, nothing wide, single blanks.

    Only such signs are replaced: what stands for another number, as `²`, stays what it is.
    """
    return " ".join(visible_text(text).translate(_ORDINARY).split())
