"""Why a figure is unavailable though the database answers."""


class NotSummedYet(Exception):
    """The sums of a batch are still being made: there is no figure, and no 0 either."""
