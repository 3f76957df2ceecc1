"""What the doctor asks of accounts: every admin proves who they are by two things."""

from django.conf import settings
from django.utils.translation import gettext as _

from crm.registry.doctor import Diagnosis, failed, good, warning
from crm.staff.models import User
from crm.staff.rules import roles
from crm.staff.second_factor.requirement import REQUIRED

MOST_NAMED = 5


def admins_have_two_factors() -> Diagnosis:
    """Every active admin has set up a second factor."""
    admins = list(User.objects.filter(is_active=True, role__in=roles.ADMIN_ROLES))
    if not admins:
        cure = _("Run manage.py create_user NAME --role master_admin.")
        return failed(_("There is no admin: nobody can decide anything."), cure)
    names = sorted(person.username for person in admins if person.factor_since is None)
    if names:
        text = _("%(some)s of %(all)s admins have no second factor: %(names)s.")
        facts = {"some": len(names), "all": len(admins), "names": ", ".join(names[:MOST_NAMED])}
        return warning(text % facts, _("Have them set one up on their page Second factor."))
    text = _("Every admin has a second factor.")
    if settings.MFA != REQUIRED:
        return warning(text, _("Set MFA=required, so that it stays so."))
    return good(text)
