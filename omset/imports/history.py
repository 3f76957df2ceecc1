"""What history keeps of an import: one event for each staff member it brought deposits."""

from bson import ObjectId

from crm.audit.models import Event
from crm.audit.record import note_about
from crm.mongo.transaction import transactional
from crm.staff.models import User
from omset.imports.loader import RecordLoader
from omset.locks import recount_done

SUBJECT_TYPE = "omset.import"


@transactional
def note_import(
    file: str, batch: str, staff_id: ObjectId, loader: RecordLoader, by: User | None
) -> None:
    """End the import for one staff member: history says so, the pages no longer wait.

    `by` is who imports from the page; None on the command line.

    A run that finds everything there adds no second event.
    """
    recount_done(staff_id, loader.since)
    inserted, unchanged = loader.inserted[staff_id], loader.unchanged[staff_id]
    staff = User.objects.get(pk=staff_id)
    if inserted or not _is_noted(batch, staff):
        after = {
            "file": file,
            "staff": staff.username,
            "inserted": inserted,
            "unchanged": unchanged,
        }
        note_about(ObjectId(batch), SUBJECT_TYPE, "import", by=by, after=after)


def _is_noted(batch: str, staff: User) -> bool:
    events = Event.objects.filter(subject=ObjectId(batch))
    return any(event.after["staff"] == staff.username for event in events)
