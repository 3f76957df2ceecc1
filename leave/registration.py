"""What leave brings: each wing registers its own pages, queues, texts, policies, jobs."""

import leave.attendance.registration
import leave.breaks.registration
import leave.calendar.registration
import leave.feeds.registration
import leave.fees.registration
import leave.requests.registration  # noqa: F401
from crm.registry import history_words, shards
from leave.history_words import SUBJECTS, VERBS
from leave.models import LeaveRequest, StaffMonth

history_words.register(SUBJECTS, VERBS)
shards.register(LeaveRequest, "staff_id", zone="staff_id")
shards.register(StaffMonth, "staff_id", zone="staff_id")
