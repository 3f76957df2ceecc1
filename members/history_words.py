"""What history calls members' databases, rows and reservations, and what is done to them."""

from django.utils.translation import gettext_lazy as _

SUBJECTS = {
    "members.reservation": _("Reservation"),
    "members.memberdatabase": _("Members' database"),
    "members.memberrow": _("Row of a database"),
    "members.memberimport": _("Upload to a database"),
    "members.databaserequest": _("Request for rows"),
    "members.distribution": _("Distribution"),
    "members.donotcontact": _("Do not contact"),
    "members.customer": _("Customer"),
}
RESERVATION_VERBS = {
    "request": _("Asked for"),
    "add": _("Reserved"),
    "approve": _("Approved"),
    "reject": _("Rejected"),
    "lapse": _("Ended undecided"),
    "mark": _("Rows marked"),
    "move": _("Moved"),
    "permanent": _("Permanence changed"),
    "release": _("Released"),
    "expire": _("Ran out"),
    "restore": _("Restored"),
    "ask extension": _("Extension asked for"),
    "extension": _("Extension decided"),
    "remove from archive": _("Removed from the archive"),
}
ROW_VERBS = {
    "assign": _("Given out"),
    "whatsapp": _("WhatsApp noted"),
    "response": _("Response noted"),
    "call-again": _("Reminder to call again"),
    "validate": _("Checked"),
    "archive": _("Put into the archive"),
    "dismiss": _("Report dismissed"),
    "recall": _("Recalled"),
    "reveal": _("Masked cell looked at"),
}
VERBS = {
    **RESERVATION_VERBS,
    **ROW_VERBS,
    "upload": _("Uploaded"),
    "undo": _("Undone"),
    "create": _("Created"),
    "columns": _("Columns changed"),
    "auto-approval": _("Approval changed"),
    "delete": _("Deleted"),
    "distribute": _("Distributed"),
    "list": _("Must not be contacted"),
    "unlist": _("May be contacted again"),
    "erase": _("Customer forgotten"),
}
