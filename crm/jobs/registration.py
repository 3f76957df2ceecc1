"""What jobs bring themselves: the clearing of those that are over, a section of /status."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from crm.jobs.clearing import clear_finished
from crm.jobs.doctor_checks import (
    clock_is_kept,
    deliveries_go_on,
    no_job_is_dead,
    nothing_runs,
    queue_is_short,
    somebody_works,
)
from crm.jobs.gauges import job_gauges
from crm.jobs.overview import jobs_overview
from crm.registry import doctor, gauges, history_words, status
from crm.registry.doctor import DoctorCheck, Occasion
from crm.registry.runs import jobs, schedules
from crm.registry.runs.schedules import Daily
from crm.registry.status import Section

jobs.register("clear-jobs", _("Clearing of finished jobs"), clear_finished)
schedules.register("clear-jobs", Daily(time(0, 30)))
status.register(30, Section("jobs", "jobs/status.html", jobs_overview))
history_words.register(
    {"jobs.job": _("Background job")}, {"cancel": _("Cancelled"), "try again": _("Tried again")}
)
gauges.register("jobs", job_gauges)
doctor.register(50, DoctorCheck("workers", _("Workers"), somebody_works))
doctor.register(51, DoctorCheck("queue", _("Waiting jobs"), queue_is_short))
doctor.register(52, DoctorCheck("dead-jobs", _("Failed jobs"), no_job_is_dead))
doctor.register(53, DoctorCheck("schedules", _("Schedules"), clock_is_kept))
doctor.register(55, DoctorCheck("deliveries", _("Deliveries"), deliveries_go_on))
doctor.register(102, DoctorCheck("no-job", _("Running jobs"), nothing_runs, Occasion.UPGRADE))
