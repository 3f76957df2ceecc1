"""The few repairs that a damaged JSON row gets, each by its name; nothing else is guessed (LI-9).

A mender of JSON in general puts in what it thinks is missing. Here characters are dropped or become
a blank, so that no value can come of it which nobody wrote. Pure.
"""

import re
from enum import StrEnum


class Repair(StrEnum):
    """What was mended in a row."""

    # `"e_mail": "\",` is empty, `"a@x.test\",` is a@x.test.
    LONE_BACKSLASH = "lone backslash"
    # `"na\me"` is name.
    ILLEGAL_ESCAPE = "illegal escape"
    # A line break or another control character within a text is a blank.
    CONTROL_CHARACTER = "control character"
    # `"bollini": "5",}`
    COMMA_BEFORE_BRACE = "comma before the brace"
    # The row is in Windows-1252.
    NOT_UTF_8 = "not UTF-8"


# Up to where something is to be repaired, with all texts that are as they should be.
_OUTSIDE = re.compile(
    r"""
    (?P<plain> (?: [^",]++ | ,(?!\s*+\}) | "[^"\\\x00-\x1f]*+" )++ )
  | (?P<comma> ,\s*+(?=\}) )
  | (?P<quote> " )
    """,
    re.VERBOSE,
)
# Behind a backslash before a quotation mark: the text ends here if a key follows, or the row ends.
# Read as an escaped mark it would make the row no JSON: a key would stand behind a text.
_END_OF_TEXT = r'\s*+(?:,?\s*+\}\s*+\Z|,\s*+"[^"\\\x00-\x1f]{0,80}+"\s*+:)'
_INSIDE = re.compile(
    rf"""
    (?P<plain> [^"\\\x00-\x1f]+ )
  | (?P<lone> \\"(?={_END_OF_TEXT}) )
  | (?P<legal> \\(?:["\\/bfnrt]|u[0-9a-fA-F]{{4}}) )
  | (?P<illegal> \\ )
  | (?P<control> \r\n|[\x01-\x1f] )
  | (?P<quote> " )
    """,
    re.VERBOSE,
)
_REPAIR_OF_PART = {
    "lone": Repair.LONE_BACKSLASH,
    "illegal": Repair.ILLEGAL_ESCAPE,
    "control": Repair.CONTROL_CHARACTER,
    "comma": Repair.COMMA_BEFORE_BRACE,
}
_PUT_INSTEAD = {"lone": '"', "illegal": "", "control": " ", "comma": ""}


def repaired(text: str) -> tuple[str, tuple[Repair, ...]]:
    """The text of a row with every named repair, and which of them it needed.

    Whether it is JSON then is for the caller to find out.
    """
    parts: list[str] = []
    repairs: dict[Repair, None] = {}
    place, pattern = 0, _OUTSIDE
    while match := pattern.match(text, place):
        part, place = str(match.lastgroup), match.end()
        parts.append(_PUT_INSTEAD.get(part, match[0]))
        if part in _REPAIR_OF_PART:
            repairs[_REPAIR_OF_PART[part]] = None
        if part in ("quote", "lone"):
            pattern = _OUTSIDE if pattern is _INSIDE else _INSIDE
    return "".join(parts) + text[place:], tuple(repairs)
