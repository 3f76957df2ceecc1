"""What is stored of leave, breaks, attendance and fees."""

from leave.models.locks import StaffMonth, TeamDay
from leave.models.requests import LeaveRequest, LeaveStatus, LeaveType
from leave.models.teams import TeamMember

__all__ = ["LeaveRequest", "LeaveStatus", "LeaveType", "StaffMonth", "TeamDay", "TeamMember"]
