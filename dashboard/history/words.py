"""History in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.audit.models import Event
from crm.audit.record import SYSTEM
from crm.audit.strangers import STRANGER

# Coming in and going out, and what is done to accounts, stands first: it is looked for most.
VERBS: dict[str, str | Promise] = {
    "sign in": gettext_lazy("Signed in"),
    "sign-in failed": gettext_lazy("Sign-in failed"),
    "sign-in limited": gettext_lazy("Sign-in limited"),
    "sign out": gettext_lazy("Signed out"),
    "password refused": gettext_lazy("Password refused"),
    "code refused": gettext_lazy("Code refused"),
    "set password": gettext_lazy("Password set"),
    "reset password": gettext_lazy("Password reset"),
    "choose password": gettext_lazy("Password chosen"),
    "set up second factor": gettext_lazy("Second factor set up"),
    "remove second factor": gettext_lazy("Second factor removed"),
    "reset second factor": gettext_lazy("Second factor reset"),
    "lock second factor": gettext_lazy("Second factor locked"),
    "renew recovery codes": gettext_lazy("Recovery codes renewed"),
    "use recovery code": gettext_lazy("Recovery code used"),
    "end sessions": gettext_lazy("Sessions ended"),
    "block pages": gettext_lazy("Pages blocked"),
    "deactivate": gettext_lazy("Deactivated"),
    "activate": gettext_lazy("Activated"),
    "export": gettext_lazy("File downloaded"),
    "reveal": gettext_lazy("Masked cell looked at"),
    "forget": gettext_lazy("Customer forgotten in history"),
    "erase": gettext_lazy("Customer forgotten"),
    "create": gettext_lazy("Created"),
    "edit": gettext_lazy("Edited"),
    "rename": gettext_lazy("Renamed"),
    "profile": gettext_lazy("Own profile changed"),
    "retire": gettext_lazy("Retired"),
    "bring back": gettext_lazy("Brought back"),
    "submit": gettext_lazy("Entered"),
    "import": gettext_lazy("Imported"),
    "upload": gettext_lazy("Uploaded"),
    "undo": gettext_lazy("Undone"),
    "approve": gettext_lazy("Approved"),
    "decline": gettext_lazy("Declined"),
    "reject": gettext_lazy("Rejected"),
    "delete": gettext_lazy("Deleted"),
    "restore": gettext_lazy("Restored"),
    "purge": gettext_lazy("Deleted for good"),
    "request": gettext_lazy("Requested"),
    "move": gettext_lazy("Moved"),
    "extension": gettext_lazy("Extension decided"),
    "recall": gettext_lazy("Recalled"),
    "distribute": gettext_lazy("Distributed"),
    "list": gettext_lazy("Put on do-not-contact"),
    "unlist": gettext_lazy("Taken off do-not-contact"),
    "decide": gettext_lazy("Decided"),
    "hours are kept": gettext_lazy("Hours kept, no room"),
    "publish": gettext_lazy("Plan published"),
    "draft": gettext_lazy("Plan drafted"),
    "discard": gettext_lazy("Draft discarded"),
    "close": gettext_lazy("Month closed"),
    "reopen": gettext_lazy("Month reopened"),
    "reset": gettext_lazy("Reset"),
    "publish version": gettext_lazy("Version published"),
    "join programme": gettext_lazy("Put in a programme"),
    "compute segments": gettext_lazy("Segments computed"),
    "attach card": gettext_lazy("Card attached"),
    "detach card": gettext_lazy("Card taken back"),
    "link": gettext_lazy("Linked to a customer"),
    "unlink": gettext_lazy("Link to a customer ended"),
    "merge": gettext_lazy("Merged"),
    "undo merge": gettext_lazy("Merge undone"),
    "lock": gettext_lazy("Locked"),
}
SUBJECTS: dict[str, str | Promise] = {
    "staff.user": gettext_lazy("Account"),
    "staff.product": gettext_lazy("Product"),
    "omset.omsetrecord": gettext_lazy("Deposit"),
    "omset.import": gettext_lazy("Import of deposits"),
    "members.reservation": gettext_lazy("Reservation"),
    "members.memberdatabase": gettext_lazy("Members' database"),
    "members.memberrow": gettext_lazy("Row of a database"),
    "members.donotcontact": gettext_lazy("Do not contact"),
    "members.customer": gettext_lazy("Customer"),
    "leave.leaverequest": gettext_lazy("Leave request"),
    "bonuses.customercheck": gettext_lazy("Bonus check"),
    "bonuses.plan": gettext_lazy("Bonus plan"),
    "bonuses.monthclosing": gettext_lazy("Month"),
    "loyalty.programme": gettext_lazy("Loyalty programme"),
    "loyalty.member": gettext_lazy("Loyalty member"),
    "loyalty.store": gettext_lazy("Store"),
    "loyalty.till": gettext_lazy("Till"),
    "policies.policyvalue": gettext_lazy("Policy"),
    "audit.history": gettext_lazy("History"),
}


def verb_text(event: Event) -> str:
    """What was done."""
    return str(VERBS.get(event.verb, event.verb))


def subject_text(event: Event) -> str:
    """What kind of thing it was done to."""
    return str(SUBJECTS.get(event.subject_type, event.subject_type))


def actor_text(event: Event) -> str:
    """Who has done it."""
    nobody = {SYSTEM: _("system"), STRANGER.name: _("not signed in")}
    return event.actor_name if event.actor_id else nobody.get(event.actor_name, event.actor_name)
