"""What backups bring: what they leave out, the weekly restore for practice, /status."""

from datetime import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crm.backups.drills import restore_for_practice
from crm.backups.system_status import backups_state
from crm.jobs.models import DeliveryPause
from crm.registry import status
from crm.registry.runs import backups, jobs, schedules
from crm.registry.runs.schedules import Weekly
from crm.registry.status import Section
from crm.staff.models import Session

# A session's key opens the product to whoever holds it, and one that has ended would go on.
backups.leave_out(Session._meta.db_table)
backups.leave_out(settings.CACHES["default"]["LOCATION"])
# A restored database has its own.
backups.leave_out(DeliveryPause._meta.db_table)

jobs.register("restore-for-practice", _("Restore for practice"), restore_for_practice)
# Sunday, while few work.
schedules.register("restore-for-practice", Weekly(6, time(3, 30)))
status.register(7, Section("backups", "backups/status.html", backups_state))
