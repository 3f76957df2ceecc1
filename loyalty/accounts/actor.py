"""Who acts in history where a member does: neither an account of staff nor the system."""

from crm.staff.models import User

# The subject of the event says which member.
THE_MEMBER = User(pk=None, name="the member")
