"""What history calls the things that each app writes about, and what was done to them."""

from collections.abc import Mapping

from django.utils.functional import Promise

# By the label of the model, or by what stands for one; and by the stored verb. A verb is one word
# everywhere (a test asks): what it was done to says the rest.
SUBJECTS: dict[str, str | Promise] = {}
VERBS: dict[str, str | Promise] = {}


def register(
    subjects: Mapping[str, str | Promise], verbs: Mapping[str, str | Promise] | None = None
) -> None:
    """Let history call these things, and what is done to them, so."""
    SUBJECTS.update(subjects)
    for verb, word in (verbs or {}).items():
        VERBS.setdefault(verb, word)
