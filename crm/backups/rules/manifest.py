"""What a backup says of itself (OP-1), and whether it fits a release (OP-2). Pure."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

# The form of what is written; another one is not read.
FORM = 1


class NotWhole(Exception):
    """It is no manifest, or not as it was written. Says why."""


class DoesNotFit(Exception):
    """This release does not take the backup as it is. Says why."""


@dataclass(frozen=True, kw_only=True)
class StoredCollection:
    """One collection in its file. `content` is the SHA-256 over its documents in order of _id."""

    file: str
    documents: int
    content: str
    # Of the file as it lies there, compressed and perhaps encrypted.
    sha256: str
    size: int
    # As the server lists them, in the text form of BSON.
    indexes: str
    options: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """All that stands in manifest.json but its seal."""

    form: int = FORM
    # ISO 8601, with its zone: the moment that all documents are of.
    moment: str
    database: str
    release: str
    # app.name of each that was applied.
    migrations: list[str]
    server: str
    collections: dict[str, StoredCollection]
    # Collections of which the indexes alone were kept.
    left_out: list[str]
    # What apps say of that moment, by name; the same must be said after restoring.
    facts: dict[str, Any]
    # Who was erased up to then, by kind.
    erased: dict[str, list[dict[str, Any]]]
    # The public key; "" where nothing is encrypted.
    encrypted_for: str = ""

    @property
    def taken_at(self) -> datetime:
        """The moment."""
        return datetime.fromisoformat(self.moment)

    @property
    def documents(self) -> int:
        return sum(each.documents for each in self.collections.values())

    @property
    def size(self) -> int:
        return sum(each.size for each in self.collections.values())

    def text(self) -> str:
        """What is written, with the seal over all of it."""
        facts = asdict(self)
        return json.dumps(facts | {"seal": _seal(facts)}, indent=1, sort_keys=True)

    @classmethod
    def read(cls, text: str | bytes) -> Self:
        """The manifest that was written so. Raises NotWhole."""
        try:
            facts = json.loads(text)
            seal = facts.pop("seal")
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise NotWhole("manifest.json is damaged") from error
        if seal != _seal(facts):
            raise NotWhole("manifest.json is not as it was written: its seal does not fit")
        if facts["form"] != FORM:
            raise NotWhole(f"it has form {facts['form']}, this release reads form {FORM}")
        stored = {name: StoredCollection(**it) for name, it in facts["collections"].items()}
        return cls(**facts | {"collections": stored})


@dataclass(frozen=True, kw_only=True)
class ReleaseFacts:
    """The release that restores: its name, all its migrations."""

    release: str
    migrations: frozenset[str] = field(default_factory=frozenset)


def refuse_another_release(manifest: Manifest, here: ReleaseFacts, *, migrates: bool) -> None:
    """Raise DoesNotFit unless the release is the same, or may be migrated to."""
    if unknown := sorted(set(manifest.migrations) - here.migrations):
        raise DoesNotFit(
            f"the backup is of a newer release: {_named(unknown)} is unknown to this one"
        )
    if migrates:
        return
    if missing := sorted(here.migrations - set(manifest.migrations)):
        raise DoesNotFit(
            f"the backup is of an older release, without {_named(missing)}: give --migrate"
        )
    if manifest.release != here.release:
        raise DoesNotFit(
            f"the backup is of release “{manifest.release}”, this is “{here.release}”: "
            "give --migrate"
        )


def _named(migrations: Iterable[str]) -> str:
    first, *others = migrations
    return f"{first} and {len(others)} more" if others else first


def _seal(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
