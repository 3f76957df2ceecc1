"""What the doctor asks of backups: the newest is young, a restore for practice went well (OP-4)."""

from django.utils.translation import gettext as _

from crm.backups.rules.ages import Light
from crm.backups.system_status import backups_state
from crm.registry.doctor import Diagnosis, failed, good, unknown, warning
from crm.web.templatetags.formats import moment

A_DAY = 24 * 3600


def backup_is_young() -> Diagnosis:
    """The newest whole backup, by the light that /status shows."""
    state = backups_state()
    if state["problem"]:
        text = _("The folder of backups cannot be read: %(problem)s.")
        return failed(text % {"problem": state["problem"]}, _("Mend BACKUP_DIR or its rights."))
    if not state["configured"]:
        text = _("BACKUP_DIR is not set: nobody sees whether backups are made.")
        return warning(text, _("Set it to the folder that manage.py backup --to writes to."))
    cure = _("Let cron run manage.py backup every day, and see why it does not.")
    return _by_light(state["rpo_light"], _newest_in_words(state), cure)


def drill_went_well() -> Diagnosis | None:
    """The last restore for practice that proved everything; nothing without a folder of backups."""
    state = backups_state()
    if not state["configured"]:
        return None
    drill, last = state["good_drill"], state["last_drill"]
    text = _("No backup was ever restored for practice.")
    if drill:
        text = _("Restored for practice at %(moment)s, in %(time)s.")
        text %= {"moment": moment(drill["at"]), "time": state["rto"]}
    cure = _("Start manage.py scheduler and a worker: it is done every Sunday.")
    if last and (drill is None or last["at"] > drill["at"]):
        cure = _("See on the system status why the last one did not end well.")
    return _by_light(state["drill_light"], text, cure)


def backup_is_of_today() -> Diagnosis:
    """Before an upgrade there is a backup of the last 24 hours."""
    state = backups_state()
    if not state["configured"]:
        text = _("BACKUP_DIR is not set: nobody sees whether there is a backup.")
        return unknown(text, _("Make sure that there is one of today."))
    if state["newest"] is None or state["newest"]["age_seconds"] > A_DAY:
        return failed(_newest_in_words(state), _("Run manage.py backup before the upgrade."))
    return good(_newest_in_words(state))


def _newest_in_words(state: dict) -> str:
    if state["newest"] is None:
        return _("There is no backup.")
    return _("The newest backup is of %(moment)s.") % {"moment": moment(state["newest"]["at"])}


def _by_light(light: str, text: str, cure: str) -> Diagnosis:
    if light == Light.GREEN:
        return good(text)
    return (warning if light == Light.AMBER else failed)(text, cure)
