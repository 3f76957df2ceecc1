"""The draft of a programme's next version, until it is published or discarded (LM-3)."""

from datetime import date

from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from loyalty.models import Programme, ProgrammeVersion, VersionDraft
from loyalty.programmes.verbs import lock_programme, publish
from loyalty.rules.programmes import Terms
from loyalty.rules.stored_terms import as_stored, from_stored


class StaleDraft(Exception):
    """Somebody else has saved, published or discarded it meanwhile; `stored` is what is there."""

    def __init__(self, stored: VersionDraft | None) -> None:
        super().__init__(stored.version if stored else None)
        self.stored = stored


def draft_of(programme: Programme) -> VersionDraft | None:
    """The draft of a programme, if there is one."""
    return VersionDraft.objects.filter(pk=programme.pk).first()


def terms_of(draft: VersionDraft) -> Terms:
    """What a draft says."""
    return from_stored(draft.terms)


@transactional
def save_draft(
    programme: Programme, terms: Terms, valid_from: date, *, by: User, version: int = 0
) -> VersionDraft:
    """Write the draft, over the one that was at `version`, or a new one at 0.

    Raises StaleDraft if another is there by now.
    """
    lock_programme(programme)
    stored = draft_of(programme)
    if (stored.version if stored else 0) != version:
        raise StaleDraft(stored)
    draft = VersionDraft(
        programme_id=programme.pk,
        valid_from=valid_from,
        terms=as_stored(terms),
        author_name=by.name,
        saved_at=timezone.now(),
        version=version + 1,
    )
    draft.save()
    after = facts(draft, ("valid_from",)) | {"terms": draft.terms}
    note_event(programme, "draft", by=by, after=after)
    return draft


@transactional
def discard_draft(programme: Programme, *, by: User) -> None:
    """Delete the draft; history keeps what it said. Raises StaleDraft if there is none."""
    lock_programme(programme)
    draft = _draft(programme)
    note_event(programme, "discard", by=by, before={"terms": draft.terms})
    draft.delete()


@transactional
def publish_draft(
    programme: Programme, *, by: User, version: int | None = None
) -> ProgrammeVersion:
    """Let the draft hold from its day on.

    Raises StaleDraft if it is gone or not at `version`, ProgrammeRefused before tomorrow.
    """
    lock_programme(programme)
    draft = _draft(programme)
    if version is not None and draft.version != version:
        raise StaleDraft(draft)
    published = publish(programme, terms_of(draft), draft.valid_from, by=by)
    draft.delete()
    return published


def _draft(programme: Programme) -> VersionDraft:
    draft = draft_of(programme)
    if draft is None:
        raise StaleDraft(None)
    return draft
