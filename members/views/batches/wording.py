"""What the exceptions of the verbs say to people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.batches.assignment import ForeignBatch, NotAssignable, Obstacle
from members.batches.invalid_rows.alerts import NoneLeft, NotInvalid
from members.batches.invalid_rows.archive import NotArchived
from members.batches.invalid_rows.replacement import Shortage
from members.batches.invalid_rows.validation import AlreadyInvalid, NoReason, NotValidated
from members.batches.rows import NotInHand, NotWorkable
from members.draws.take import NoReceiver
from members.models import MemberDatabase

REFUSALS: Mapping[type[Exception], str | Promise] = {
    AlreadyInvalid: _("This row is marked as invalid already."),
    ForeignBatch: _("Choose a batch of this staff member with rows of this database."),
    MemberDatabase.DoesNotExist: _("The database was deleted meanwhile."),
    NoReason: _("Say why the row is invalid (up to 200 characters)."),
    NoReceiver: _("Rows go to active staff accounts only."),
    NoneLeft: _("No row of the database is left that could come for it: it stays as it is."),
    NotArchived: _("The row is not in the archive any more."),
    NotAssignable: _("Rows of normal databases are asked for by staff."),
    NotInHand: _("This row is not in the batch any more."),
    NotInvalid: _("Somebody else has decided about this row."),
    NotValidated: _("Rows of normal databases are not validated."),
    NotWorkable: _("The customer is reserved for a colleague: leave this row alone."),
}
SHORTAGES: Mapping[Shortage, str | Promise] = {
    Shortage.OFF: _("Marked as invalid. An admin decides."),
    Shortage.LIMIT: _("Marked as invalid. The limit of replacements is reached: an admin decides."),
    Shortage.NONE_LEFT: _("Marked as invalid. No row is left in the database: an admin decides."),
}
BLOCKED: Mapping[str, str | Promise] = {
    Obstacle.GONE: _("It does not exist any more."),
    Obstacle.NOT_AVAILABLE: _("It is not available any more."),
    Obstacle.RESERVED: _("The customer is reserved."),
    Obstacle.PENDING: _("A reservation of the customer is asked for."),
    Obstacle.DO_NOT_CONTACT: _("The customer must not be contacted."),
}
