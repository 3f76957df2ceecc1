"""A worker sends the mails: neither a request nor the night waits for a server of mail."""

from crm.jobs.context import JobContext
from crm.jobs.tasks import job
from loyalty.notices.mails import send_waiting


@job
def mail_notices(context: JobContext) -> dict[str, int]:
    """Send the notices that wait; whoever may not be written to has them in her area alone."""
    return send_waiting()
