"""What the doctor asks of jobs: somebody works, nothing waits too long, nothing died, the clock."""

from django.utils.translation import gettext as _

from crm.jobs.overview import LATE, jobs_overview
from crm.jobs.pause import current_pause
from crm.registry.doctor import Diagnosis, failed, good, warning
from crm.registry.runs.schedules import SCHEDULES
from crm.web.templatetags.formats import decimal, moment

SECONDS_TO_WARN = 60
MOST_SECONDS = int(LATE.total_seconds())


def somebody_works() -> Diagnosis:
    """A worker and a scheduler have said lately that they are there."""
    roles = [process["role"] for process in jobs_overview()["processes"]]
    numbers = {"workers": roles.count("worker"), "schedulers": roles.count("scheduler")}
    text = _("%(workers)s workers and %(schedulers)s schedulers are there.") % numbers
    if not all(numbers.values()):
        cure = _("Start manage.py worker and manage.py scheduler on any host.")
        return failed(text, cure)
    return good(text)


def queue_is_short() -> Diagnosis:
    """Nothing that is due waits for long."""
    queue = jobs_overview()["queue"]
    seconds = queue["oldest_seconds"] or 0
    numbers = {"jobs": decimal(queue["waiting"]), "seconds": decimal(seconds)}
    text = _("%(jobs)s jobs wait, the oldest for %(seconds)s s.") % numbers
    if seconds < SECONDS_TO_WARN:
        return good(text)
    cure = _("Start more workers, or see on the system status what the one does.")
    return (failed if seconds >= MOST_SECONDS else warning)(text, cure)


def no_job_is_dead() -> Diagnosis:
    """Everything that was asked for was done, or somebody has decided about it."""
    dead = jobs_overview()["queue"]["dead"]
    if not dead:
        return good(_("No job has failed for good."))
    text = _("%(number)s jobs have failed for good.") % {"number": decimal(dead)}
    cure = _("See their errors on the system status; a master admin tries them again there.")
    return failed(text, cure)


def clock_is_kept() -> Diagnosis:
    """What is due by the clock has begun."""
    late = [each["label"] for each in jobs_overview()["schedules"] if each["overdue"]]
    if late:
        text = _("Overdue by the clock:")
        cure = _("Start manage.py scheduler and manage.py worker.")
        return failed(f"{text} {', '.join(late)}.", cure)
    number = {"number": decimal(len(SCHEDULES))}
    return good(_("%(number)s schedules are in time.") % number)


def deliveries_go_on() -> Diagnosis:
    """Nobody has stopped what leaves the product, as a restore does."""
    pause = current_pause()
    if pause is None:
        return good(_("Deliveries go on."))
    text = _("Nothing leaves since %(moment)s: %(reason)s.")
    cure = _("If this is no copy, run manage.py deliveries --resume.")
    return warning(text % {"moment": moment(pause.since), "reason": pause.reason}, cure)


def nothing_runs() -> Diagnosis:
    """Before an upgrade no job is in the middle of something."""
    overview = jobs_overview()
    if not overview["running"]:
        return good(_("No job runs."))
    text, names = _("Running now:"), ", ".join(job["label"] for job in overview["running"])
    cure = _("Wait for it, or send the worker SIGTERM: the next one goes on with it.")
    return failed(f"{text} {names}.", cure)
