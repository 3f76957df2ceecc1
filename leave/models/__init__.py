"""What is stored of leave, breaks, attendance and fees."""

from leave.models.attendance import Authenticator, CheckIn, Correction, CorrectionStatus, FloorCode
from leave.models.breaks import Break, BreakAlert
from leave.models.calendar import CalendarDay, CalendarDayKind, CalendarDaySource
from leave.models.feeds import CalendarFeed, FeedScope
from leave.models.fees import (
    ClosedStatement,
    Currency,
    FeeBasis,
    FeeClosing,
    InstalmentPlan,
    ManualFee,
    Payment,
    PaymentSource,
    WaivableKind,
    Waiver,
)
from leave.models.locks import FeeBooks, LeaveReminder, StaffMonth, TeamDay
from leave.models.requests import LeaveRequest, LeaveRequestQuerySet, LeaveStatus, LeaveType
from leave.models.teams import TeamMember

__all__ = [
    "Authenticator",
    "Break",
    "BreakAlert",
    "CalendarDay",
    "CalendarDayKind",
    "CalendarDaySource",
    "CalendarFeed",
    "CheckIn",
    "ClosedStatement",
    "Correction",
    "CorrectionStatus",
    "Currency",
    "FeeBasis",
    "FeeBooks",
    "FeeClosing",
    "FeedScope",
    "FloorCode",
    "InstalmentPlan",
    "LeaveReminder",
    "LeaveRequest",
    "LeaveRequestQuerySet",
    "LeaveStatus",
    "LeaveType",
    "ManualFee",
    "Payment",
    "PaymentSource",
    "StaffMonth",
    "TeamDay",
    "TeamMember",
    "WaivableKind",
    "Waiver",
]
