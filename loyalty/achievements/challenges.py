"""Challenges: planned, corrected before they begin, ended by an admin (LP-18)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import changes, facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from crm.web.texts.visible import visible_text
from loyalty.models import Challenge, Programme
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.programmes.reads import terms_on
from loyalty.programmes.verbs import lock_programme
from loyalty.rules.achievements.challenges import ChallengeMetric
from loyalty.rules.programmes import earliest_beginning


@dataclass(frozen=True, kw_only=True)
class ChallengeTerms:
    """What a challenge asks for and gives. It gives points, a badge, or both."""

    name: str
    metric: ChallengeMetric
    target: Decimal
    points: int = 0
    badge: str = ""
    tier: str = ""
    is_monthly: bool = False
    first: date
    last: date | None = None


TRACKED = ("name", "metric", "target", "points", "badge", "tier", "is_monthly", "first", "last")


@transactional
def plan_challenge(programme: Programme, planned: ChallengeTerms, *, by: User) -> Challenge:
    """Write and return a challenge, which begins tomorrow at the earliest.

    Raises ProgrammeRefused for what cannot be reached, gives nothing or begins too early.
    """
    lock_programme(programme)
    _check(programme, planned)
    challenge = Challenge(programme=programme, author_name=by.name)
    _write(challenge, planned)
    challenge.save(force_insert=True)
    note_event(challenge, "create", by=by, after=facts(challenge, TRACKED))
    return challenge


@transactional
def correct_challenge(pk: ObjectId, planned: ChallengeTerms, *, by: User) -> Challenge:
    """Put these terms in the place of what was planned, before it begins.

    Raises ProgrammeRefused afterwards, and as plan_challenge() does; Challenge.DoesNotExist.
    """
    challenge = _locked(pk)
    if has_begun(challenge, timezone.localdate()):
        raise ProgrammeRefused("", _("It has begun: what it asks for stays."))
    _check(challenge.programme, planned)
    stored = facts(challenge, TRACKED)
    _write(challenge, planned)
    challenge.save()
    before, after = changes(stored, facts(challenge, TRACKED))
    if after:
        note_event(challenge, "edit", by=by, before=before, after=after)
    return challenge


@transactional
def end_challenge(pk: ObjectId, *, by: User, reason: str) -> Challenge:
    """Let today be the last day that counts; what was reached until then stays.

    One that has not begun counts no day at all. Raises ProgrammeRefused without a reason or for
    one that is over; Challenge.DoesNotExist.
    """
    if not fitting_reason(reason):
        raise ProgrammeRefused("reason", _("Say why."))
    challenge = _locked(pk)
    today = timezone.localdate()
    if is_over(challenge, today):
        raise ProgrammeRefused("", _("It is over already."))
    before = facts(challenge, ("last",))
    challenge.last, challenge.is_ended = today, True
    challenge.save(update_fields=["last", "is_ended"])
    note_event(
        challenge,
        "end challenge",
        by=by,
        before=before,
        after=facts(challenge, ("last",)),
        reason=fitting_reason(reason),
    )
    return challenge


def has_begun(challenge: Challenge, today: date) -> bool:
    """Whether purchases may count already."""
    return challenge.first <= today


def is_over(challenge: Challenge, today: date) -> bool:
    """Whether what is bought from now on counts no more."""
    return challenge.is_ended or (challenge.last is not None and challenge.last < today)


def _locked(pk: ObjectId) -> Challenge:
    challenge = Challenge.objects.select_related("programme").get(pk=pk)
    lock_programme(challenge.programme)
    return Challenge.objects.select_related("programme").get(pk=pk)


def _check(programme: Programme, planned: ChallengeTerms) -> None:
    today = timezone.localdate()
    if not visible_text(planned.name):
        raise ProgrammeRefused("name", _("A challenge has a name."))
    if planned.target <= 0:
        raise ProgrammeRefused("target", _("The target is more than nothing."))
    if planned.points < 0:
        raise ProgrammeRefused("points", _("No fewer points than 0."))
    if not planned.points and not visible_text(planned.badge):
        raise ProgrammeRefused("points", _("It gives points, a badge, or both."))
    if planned.first < earliest_beginning(today):
        raise ProgrammeRefused("first", _("It begins tomorrow at the earliest."))
    _check_end(planned)
    terms = terms_on(programme, planned.first)
    if planned.tier and planned.tier not in {tier.name for tier in (terms.tiers if terms else ())}:
        raise ProgrammeRefused("tier", _("The programme has no such tier."))


def _check_end(planned: ChallengeTerms) -> None:
    if planned.last is None and not planned.is_monthly:
        raise ProgrammeRefused("last", _("Say until when, or let it begin anew each month."))
    if planned.last is not None and planned.last < planned.first:
        raise ProgrammeRefused("last", _("It ends before it begins."))


def _write(challenge: Challenge, planned: ChallengeTerms) -> None:
    for name in TRACKED:
        setattr(challenge, name, getattr(planned, name))
    challenge.name, challenge.badge = visible_text(planned.name), visible_text(planned.badge)
    challenge.metric = planned.metric.value
