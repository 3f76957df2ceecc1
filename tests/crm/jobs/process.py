"""Starts processes of ours that know the jobs of the tests: a line on stdin is a command.

`python -m tests.crm.jobs.process`: each is forked off a process that has loaded the product and
has no connection yet, which takes milliseconds instead of seconds. Answers with the number of the
new process.
"""

import os
import signal
import sys
from datetime import timedelta

import django
from django.core.management import call_command

from crm.registry.runs.jobs import JOBS
from crm.registry.runs.schedules import SCHEDULES, Every


def main():
    from crm.jobs.processes import turns
    from tests.crm.jobs.sample import SAMPLES

    JOBS.update(SAMPLES)
    turns.PASSED_BY_SECONDS = 1
    SCHEDULES.clear()
    SCHEDULES["test-dated"] = Every(timedelta(seconds=1))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        log, *command = line.split()
        pid = os.fork()
        if not pid:
            become(log, command)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def become(log, command):
    """The new process: the command, what it logs, and nothing of its parent's."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with open(log, "a") as file:
            os.dup2(file.fileno(), sys.stderr.fileno())
        call_command(*command)
        code = 0
    finally:
        sys.stderr.write(f"exit {code}\n")
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    django.setup()
    main()
