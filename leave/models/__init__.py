"""What is stored of leave, breaks, attendance and fees."""

from leave.models.calendar import CalendarDay, CalendarDayKind, CalendarDaySource
from leave.models.feeds import CalendarFeed, FeedScope
from leave.models.locks import StaffMonth, TeamDay
from leave.models.requests import LeaveRequest, LeaveStatus, LeaveType
from leave.models.teams import TeamMember

__all__ = [
    "CalendarDay",
    "CalendarDayKind",
    "CalendarDaySource",
    "CalendarFeed",
    "FeedScope",
    "LeaveRequest",
    "LeaveStatus",
    "LeaveType",
    "StaffMonth",
    "TeamDay",
    "TeamMember",
]
