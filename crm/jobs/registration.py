"""What jobs bring themselves: the clearing of those that are over, a section of /status."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from crm.jobs.clearing import clear_finished
from crm.jobs.overview import jobs_overview
from crm.registry import history_words, status
from crm.registry.runs import jobs, schedules
from crm.registry.runs.schedules import Daily
from crm.registry.status import Section

jobs.register("clear-jobs", _("Clearing of finished jobs"), clear_finished)
schedules.register("clear-jobs", Daily(time(0, 30)))
status.register(30, Section("jobs", "jobs/status.html", jobs_overview))
history_words.register(
    {"jobs.job": _("Background job")}, {"cancel": _("Cancelled"), "try again": _("Tried again")}
)
