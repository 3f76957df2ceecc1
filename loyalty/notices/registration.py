"""What notices bring: a part of the night, and the mails of a worker."""

from django.utils.translation import gettext_lazy as _

from crm.registry.runs import jobs, nightly
from loyalty.notices.jobs import mail_notices
from loyalty.notices.night import tell_members

jobs.register("mail-notices", _("Mails to members of what ends soon"), mail_notices)
nightly.register(74, "loyalty notices", tell_members)
