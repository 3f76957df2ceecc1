"""The alarm: raised once, told to all admins, open until a master admin has decided (LW-3)."""

import socket

import structlog
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from crm.audit.record import note_event
from crm.mongo.transaction import transactional
from crm.notifications.send import notify
from crm.staff.models import User
from crm.witness.comparison.losses import Losses
from crm.witness.models import WitnessAlarm
from crm.witness.rules.verdicts import Verdict

# The kinds of their notifications.
KINDS = {
    Verdict.FELL_BACK.value: "witness-fell-back",
    Verdict.DIFFERS.value: "witness-differs",
    Verdict.DAMAGED.value: "witness-damaged",
    Verdict.ROWS_GONE.value: "witness-rows-gone",
}

log = structlog.get_logger(__name__)


def open_alarm() -> WitnessAlarm | None:
    """The one that nobody has decided about, if there is one."""
    return WitnessAlarm.objects.filter(is_open=True).first()


def raise_alarm(losses: Losses) -> WitnessAlarm | None:
    """Store it, tell admins and log it; None if one is open already."""
    try:
        alarm = _store(losses)
    except IntegrityError:
        # Another process has seen it at this moment.
        return None
    if alarm is not None:
        log.error(
            "witness alarm",
            verdict=alarm.verdict,
            entry=alarm.entry,
            as_of=alarm.as_of and alarm.as_of.isoformat(),
            batches=[f"{each['kind']}:{each['key']}, {each['rows']}" for each in alarm.batches],
            counts=[f"{name}: {before} -> {now}" for name, before, now in alarm.counts],
        )
    return alarm


@transactional
def _store(losses: Losses) -> WitnessAlarm | None:
    if open_alarm() is not None:
        return None
    judgement = losses.judgement
    alarm = WitnessAlarm.objects.create(
        verdict=judgement.verdict.value,
        entry=judgement.entry,
        host=socket.gethostname()[:120],
        as_of=losses.as_of,
        batches=list(losses.batches),
        counts=[list(count) for count in losses.counts],
        given_up=losses.given_up or {},
    )
    admins = User.objects.admins().values_list("pk", flat=True)
    notify(admins, KINDS[alarm.verdict], reverse("witness:page"), entry=str(alarm.entry))
    note_event(alarm, "raise alarm", after=facts_of(alarm))
    return alarm


@transactional
def end_alarm(alarm: WitnessAlarm, reason: str, by: User | None, by_name: str) -> None:
    """Note that it was decided about; history says by whom and why."""
    ended = {"is_open": False, "accepted_at": timezone.now()}
    decided = {"accepted_by_name": by_name, "reason": reason}
    WitnessAlarm.objects.filter(pk=alarm.pk, is_open=True).update(**ended, **decided)
    note_event(alarm, "accept loss", by=by, before=facts_of(alarm), reason=reason)


def facts_of(alarm: WitnessAlarm) -> dict:
    """What history keeps of an alarm."""
    return {
        "verdict": alarm.verdict,
        "entry": alarm.entry,
        "batches": [f"{each['kind']} {each['key']}: {each['rows']}" for each in alarm.batches],
        "counts": [f"{name}: {before} -> {now}" for name, before, now in alarm.counts],
    }
