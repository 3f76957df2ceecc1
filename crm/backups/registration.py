"""What backups bring: what they leave out, the words of history."""

from django.conf import settings

from crm.jobs.models import DeliveryPause
from crm.registry.runs import backups
from crm.staff.models import Session

# A session's key opens the product to whoever holds it, and one that has ended would go on.
backups.leave_out(Session._meta.db_table)
backups.leave_out(settings.CACHES["default"]["LOCATION"])
# A restored database has its own.
backups.leave_out(DeliveryPause._meta.db_table)
