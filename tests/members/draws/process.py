"""Processes that draw: `python -m tests.members.draws.process DATABASE COUNT FILE STAFF...`.

One for each staff member, forked off a process that has loaded the product and has no connection.
Each draws until nothing is left and writes into FILE.n how long each draw took. Answers with the
numbers of the processes, one in a line.
"""

import os
import sys
import time

import django


def main(database, count, file, staff):
    pids = [fork(database, count, f"{file}.{number}", who) for number, who in enumerate(staff)]
    for pid in pids:
        sys.stdout.write(f"{pid}\n")
    sys.stdout.flush()
    for pid in pids:
        os.waitpid(pid, 0)


def fork(database, count, file, who):
    pid = os.fork()
    if not pid:
        try:
            draw_all(database, count, file, who)
        finally:
            os._exit(0)
    return pid


def draw_all(database, count, file, who):
    from bson import ObjectId

    from crm.mongo.transaction import TransactionTimeout
    from crm.staff.models import User
    from members.draws.assignment import draw_for
    from members.draws.take import TooFew

    staff, admin = User.objects.get(username=who), User.objects.get(username="admin")
    with open(file, "w", buffering=1) as out:
        while count:
            began = time.monotonic()
            try:
                draw_for(staff, ObjectId(database), count, by=admin)
            except TooFew as few:
                count = min(count, few.eligible)
                continue
            except TransactionTimeout:
                # What a killed process had locked is free in a moment.
                continue
            out.write(f"{(time.monotonic() - began) * 1000:.1f}\n")


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:])
