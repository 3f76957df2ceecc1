"""Makes the checks, each within its time; one that cannot be made is no failure of its subject."""

import time
from typing import Any, NamedTuple

import pymongo
from django.db import DatabaseError
from django.utils.translation import gettext as _
from pymongo.errors import OperationFailure, PyMongoError

from crm.registry.doctor import Diagnosis, DoctorCheck, State, checks, unknown

SECONDS_OF_A_CHECK = 3
UNAUTHORIZED = 13
# The check on which all hang that ask the database.
DATABASE = "database"


class CheckResult(NamedTuple):
    """One line: what was looked at, what is so, what to do, and how long the look took."""

    check: DoctorCheck
    diagnosis: Diagnosis
    milliseconds: int

    @property
    def facts(self) -> dict[str, Any]:
        """The same for a script."""
        found, name = self.diagnosis, self.check.name
        facts = {"name": name, "state": found.state.value, "text": found.text, "cure": found.cure}
        return facts | {"milliseconds": self.milliseconds}


def examine(*, before_upgrade: bool = False) -> list[CheckResult]:
    """All checks of this occasion. Writes nothing; raises nothing of the database's."""
    is_there = True
    results = []
    for check in checks(before_upgrade=before_upgrade):
        if result := result_of(check, is_there=is_there):
            results.append(result)
            is_there = is_there and not (
                check.name == DATABASE and result.diagnosis.state == State.FAILED
            )
    return results


def is_well(results: list[CheckResult]) -> bool:
    """Whether nothing has failed; warnings and what is unknown are for people to judge."""
    return all(result.diagnosis.state != State.FAILED for result in results)


def result_of(check: DoctorCheck, *, is_there: bool = True) -> CheckResult | None:
    """The line about one check; None where there is nothing of the kind."""
    began = time.perf_counter()
    found = _diagnosis_of(check) if is_there or not check.asks_database else _no_database()
    milliseconds = round((time.perf_counter() - began) * 1000)
    return CheckResult(check, found, milliseconds) if found else None


def _diagnosis_of(check: DoctorCheck) -> Diagnosis | None:
    try:
        with pymongo.timeout(SECONDS_OF_A_CHECK):
            return check.read()
    except (DatabaseError, PyMongoError, OSError) as error:
        return _why_unknown(error)


def _why_unknown(error: Exception) -> Diagnosis:
    causes = (error, error.__cause__)
    if any(isinstance(each, OperationFailure) and each.code == UNAUTHORIZED for each in causes):
        text = _("The account of MONGODB_URI may not ask for this.")
        cure = _("Run it with an account that has the role clusterMonitor.")
        return unknown(text, cure)
    text = _("It could not be looked at: %(error)s.") % {"error": type(error).__name__}
    return unknown(text, _("Try again; if it stays so, read the log of the database server."))


def _no_database() -> Diagnosis:
    return unknown(_("The database does not answer."), _("Mend that first."))
