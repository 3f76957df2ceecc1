"""What history calls the decisions about policies."""

from django.utils.translation import gettext_lazy as _

from crm.policies.models import PolicyValue
from crm.registry import history_words
from crm.registry.runs import witnessed

witnessed.count("policies", _("decided policies"), PolicyValue, append_only=True)
history_words.register({"policies.policyvalue": _("Policy")}, {"set": _("Decided")})
