"""What history calls leave, attendance, breaks and fees, and what is done to them."""

from django.utils.translation import gettext_lazy as _

SUBJECTS = {
    "leave.leaverequest": _("Leave request"),
    "leave.checkin": _("Check-in"),
    "leave.correction": _("Correction of a check-in"),
    "leave.authenticator": _("Authenticator for check-ins"),
    "leave.floorcode": _("Code of the floor"),
    "leave.break": _("Break"),
    "leave.calendarday": _("Day of the calendar"),
    "leave.feebasis": _("Basis of fees"),
    "leave.manualfee": _("Fee"),
    "leave.waiver": _("Waived fee"),
    "leave.payment": _("Payment of a fee"),
    "leave.instalmentplan": _("Instalments"),
    "leave.feeclosing": _("Month of fees"),
}
REQUEST_VERBS = {
    "request": _("Asked for"),
    "take": _("Taken without a second person"),
    "approve": _("Approved"),
    "reject": _("Rejected"),
    "withdraw": _("Withdrawn"),
    "cancel": _("Cancelled"),
    "undecided": _("Undecided in time"),
    "hours come back": _("Hours given back"),
    "hours are taken": _("Hours taken again"),
    "hours are kept": _("Hours kept, no room"),
}
ATTENDANCE_VERBS = {
    "set up": _("Set up"),
    "verify": _("Verified"),
    "reset": _("Reset"),
    "lock": _("Locked"),
    "renew": _("Renewed"),
    "check in": _("Checked in"),
    "ask": _("Asked for"),
    "correct": _("Corrected"),
    "approved": _("Approved"),
    "rejected": _("Rejected"),
    "start": _("Break begun"),
    "stop": _("Break ended"),
    "close": _("Closed off"),
    "confirm": _("Break confirmed"),
}
FEE_VERBS = {
    "set": _("Decided"),
    "reopen": _("Reopened"),
    "plan instalments": _("Instalments agreed"),
    "add fee": _("Fee added"),
    "withdraw fee": _("Fee withdrawn"),
    "waive": _("Waived"),
    "reinstate": _("Waiver withdrawn"),
    "pay": _("Paid"),
    "withdraw payment": _("Payment withdrawn"),
}
VERBS = {
    **REQUEST_VERBS,
    **ATTENDANCE_VERBS,
    **FEE_VERBS,
    "copy": _("Copied to another year"),
    "decide": _("Decided"),
    "team": _("Team changed"),
    "make calendar feed": _("Calendar feed made"),
    "revoke calendar feed": _("Calendar feed revoked"),
}
