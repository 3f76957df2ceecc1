"""Why a row was not taken, kept in no language: each reader gets it in their own."""

import json
from functools import lru_cache

from django.utils import translation
from django.utils.functional import Promise

from crm.imports.cells import Reason
from crm.web.texts.filled import FilledText


def coded_reason(reason: Reason) -> str:
    """The reason as it is kept: its text as the source has it, and what stands in its gaps."""
    if not isinstance(reason, FilledText):
        return _source_of(reason)
    return json.dumps([_source_of(reason.text), dict(reason.facts)], ensure_ascii=False)


@lru_cache(maxsize=1024)
def reason_in_words(code: str, language: str) -> str:
    """The reason that `coded_reason` has made, in a language; a text of earlier days as it is."""
    text, facts = _decoded(code)
    with translation.override(language):
        words = translation.gettext(text) if text else ""
    try:
        return words % facts if facts else words
    except (KeyError, TypeError, ValueError):
        # Somebody who is forgotten was called like a gap.
        return words


def _source_of(text: str | Promise) -> str:
    """The text in the language in which it is written; one that is no lazy text as it is."""
    with translation.override(None):
        return str(text)


def _decoded(code: str) -> tuple[str, dict[str, str]]:
    try:
        match json.loads(code):
            case [str(text), dict(facts)]:
                return text, facts
    except ValueError:
        pass
    return code, {}
