"""What jobs bring themselves: the clearing of those that are over."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from crm.jobs.clearing import clear_finished
from crm.registry import jobs, schedules
from crm.registry.schedules import Daily

jobs.register("clear-jobs", _("Clearing of finished jobs"), clear_finished)
schedules.register("clear-jobs", Daily(time(0, 30)))
