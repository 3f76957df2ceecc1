"""Why a verb of fees was refused. Nothing was written."""


class FeeRefused(Exception):
    """One of the reasons below."""


class OwnFee(FeeRefused):
    """Nobody decides about their own fees."""


class NothingToWaive(FeeRefused):
    """The day has no lateness, or no break past the allowance."""


class AlreadyWaived(FeeRefused):
    """Somebody else has waived it."""


class NotInForce(FeeRefused):
    """It was taken back already."""


class WrongAmount(FeeRefused):
    """An amount is more than nothing, and has no more than two decimal places."""


class WrongDay(FeeRefused):
    """A day that is to come, or a month before anything was recorded."""


class FormReused(FeeRefused):
    """The form was sent before, and has written something else, or what was taken back since."""


class WithoutMoney(FeeRefused):
    """On that day fees cost no money."""


class NothingDue(FeeRefused):
    """The month has nothing left to pay."""


class NoCredit(FeeRefused):
    """The month was not overpaid."""


class WrongParts(FeeRefused):
    """Instalments are one or two (FE-3)."""


class PartsPaid(FeeRefused):
    """A part is paid: the plan stands."""


class NotOver(FeeRefused):
    """Only a month whose last day has passed can be closed."""


class AlreadyClosed(FeeRefused):
    """Somebody else has closed the month."""


class NotClosed(FeeRefused):
    """Only a closed month can be opened again."""


class ToldLater(FeeRefused):
    """A later closed month tells of changes to this one: that one is reopened first."""
