"""What leave brings: each wing registers its own pages, queues, texts, policies, jobs."""

import leave.attendance.registration
import leave.breaks.registration
import leave.calendar.registration
import leave.feeds.registration
import leave.fees.registration
import leave.requests.registration  # noqa: F401
from crm.registry import shards
from leave.models import LeaveRequest, StaffMonth

shards.register(LeaveRequest, "staff_id", zone="staff_id")
shards.register(StaffMonth, "staff_id", zone="staff_id")
