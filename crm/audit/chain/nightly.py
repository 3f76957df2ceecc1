"""The part of the night that history has."""

from crm.audit.chain.roots import make_root
from crm.registry.runs.nightly import NightlyStep


def end_the_day() -> NightlyStep:
    """Make a root over all that history says; that it could not be sent is no failure of it."""
    made = make_root()
    facts = {"number": made.pk, "root": made.root, "chains": made.chains, "grown": made.grown}
    line = f"History: root {made.pk} over {made.chains:,} chains: {made.root}"
    return NightlyStep("history", facts | {"not_sent": made.not_sent}, line)
