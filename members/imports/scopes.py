"""What is true of uploaded rows, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.rules.duplicates import NEW, REJECTED, Scope

SCOPE_LABELS = {
    Scope.IN_FILE: _("Twice in the file"),
    Scope.IN_DATABASE: _("In this database"),
    Scope.IN_PRODUCT: _("In another database of the product"),
    Scope.ANYWHERE: _("In a database of another product"),
    Scope.PHONE_IN_FILE: _("Only the phone is twice in the file"),
    Scope.PHONE_IN_DATABASE: _("Only the phone is in this database"),
    Scope.PHONE_IN_PRODUCT: _("Only the phone is in another database of the product"),
    Scope.PHONE_ANYWHERE: _("Only the phone is in a database of another product"),
    Scope.DO_NOT_CONTACT: _("Not to be contacted"),
    Scope.RESERVED: _("The customer is reserved"),
}
OUTCOME_LABELS: dict[str, str | Promise] = {
    NEW: _("New"),
    **{str(scope): label for scope, label in SCOPE_LABELS.items()},
    REJECTED: _("Rejected"),
}
