"""Breaks that nobody has ended are closed at the end of their shift (IZ-2)."""

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from leave.breaks.verbs import close_forgotten


@job
def close_forgotten_breaks(context: JobContext, due: str) -> int:
    """Close them, each in its own transaction; how many. Twice at once closes each once."""
    return close_forgotten()
