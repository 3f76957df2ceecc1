"""What monitors are told of the witness."""

from collections.abc import Iterator

from django.utils import timezone

from crm.registry.gauges import Gauge
from crm.witness import alarms, looking
from crm.witness.comparison import chain
from crm.witness.rules.verdicts import Verdict


def witness_gauges() -> Iterator[Gauge]:
    """A look, as each process takes one every half minute."""
    judgement = looking.look()
    for verdict in Verdict:
        here = {"verdict": verdict.value}
        yield Gauge("witness_verdict", "1 for the verdict.", judgement.verdict == verdict, here)
    is_open = alarms.open_alarm() is not None
    yield Gauge("witness_alarm", "1 while an alarm is open.", is_open)
    if last := chain.last_entry():
        age = (timezone.now() - last.moment).total_seconds()
        yield Gauge("witness_entry_age_seconds", "Age of the newest entry.", age)
