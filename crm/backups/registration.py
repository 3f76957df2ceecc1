"""What backups bring: what they leave out, the weekly restore for practice, /status."""

from datetime import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crm.backups.doctor_checks import backup_is_of_today, backup_is_young, drill_went_well
from crm.backups.drills import restore_for_practice
from crm.backups.gauges import backup_gauges
from crm.backups.system_status import backups_state
from crm.jobs.models import DeliveryPause
from crm.registry import doctor, gauges, status
from crm.registry.doctor import DoctorCheck, Occasion
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
doctor.register(60, DoctorCheck("backup", _("Backup"), backup_is_young, Occasion.SERVING))
doctor.register(61, DoctorCheck("drill", _("Restore for practice"), drill_went_well))
doctor.register(105, DoctorCheck("fresh-backup", _("Backup"), backup_is_of_today, Occasion.UPGRADE))
gauges.register("backups", backup_gauges)
