"""What history calls the decisions about policies."""

from django.utils.translation import gettext_lazy as _

from crm.registry import history_words

history_words.register({"policies.policyvalue": _("Policy")}, {"set": _("Decided")})
