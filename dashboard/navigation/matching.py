"""Which names a searched text means. Pure."""

import re

_WORD = re.compile(r"\w+")


def means(text: str, *names: str) -> bool:
    """True if each word of `text` begins a word of `names`; an empty text means everything."""
    parts = _words(text)
    if not parts:
        return not text.strip()
    words = [word for name in names for word in _words(name)]
    return all(any(word.startswith(part) for word in words) for part in parts)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
