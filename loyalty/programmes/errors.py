"""Why a programme, a store or a till is not written as it was asked for."""

from django.utils.functional import Promise


class ProgrammeRefused(Exception):
    """It cannot be done like this: `field` says at what, `reason` says why."""

    def __init__(self, field: str, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.field, self.reason = field, reason
