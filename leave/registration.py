"""What leave brings: each wing registers its own pages, queues, texts, policies, jobs."""

from django.utils.translation import gettext_lazy as _

import leave.attendance.registration
import leave.breaks.registration
import leave.calendar.registration
import leave.feeds.registration
import leave.fees.registration
import leave.requests.registration  # noqa: F401
from crm.registry import history_words, shards
from crm.registry.runs import witnessed
from leave.history_words import SUBJECTS, VERBS
from leave.models import CheckIn, LeaveRequest, Payment, StaffMonth

history_words.register(SUBJECTS, VERBS)
witnessed.count("leave", _("requests for leave"), LeaveRequest)
witnessed.count("check-ins", _("check-ins"), CheckIn)
witnessed.count("payments of fees", _("payments of fees"), Payment)
shards.register(LeaveRequest, "staff_id", zone="staff_id")
shards.register(StaffMonth, "staff_id", zone="staff_id")
