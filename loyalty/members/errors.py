"""Why something is not done to a member."""

from django.utils.functional import Promise

from loyalty.models import Member


class MemberRefused(Exception):
    """It cannot be done like this: `field` says at what, `reason` says why."""

    def __init__(self, field: str, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.field, self.reason = field, reason


class StaleMember(Exception):
    """Somebody else has changed the member meanwhile; `stored` is how they are now (LM-8)."""

    def __init__(self, stored: Member) -> None:
        super().__init__(f"version {stored.version}")
        self.stored = stored
