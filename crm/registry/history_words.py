"""What history calls the things that each app writes about, and what was done to them."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise

# By the label of the model, or by what stands for one; and by the stored verb. A verb is one word
# everywhere (a test asks): what it was done to says the rest.
SUBJECTS: dict[str, str | Promise] = {}
VERBS: dict[str, str | Promise] = {}
# How a list or an object that is stored as a fact is written, by the name of the fact.
LISTS: dict[str, Callable[[Any], str]] = {}


def register(
    subjects: Mapping[str, str | Promise],
    verbs: Mapping[str, str | Promise] | None = None,
    lists: Mapping[str, Callable[[Any], str]] | None = None,
) -> None:
    """Let history call these things, what is done to them, and write these lists, so."""
    SUBJECTS.update(subjects)
    LISTS.update(lists or {})
    for verb, word in (verbs or {}).items():
        VERBS.setdefault(verb, word)
