"""A text with gaps and what stands in them, in the language of whoever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class FilledText:
    """`text` % `facts`, translated when it is said: `str()` says it."""

    text: str | Promise
    facts: Mapping[str, str]

    def __str__(self) -> str:
        return str(self.text) % self.facts
