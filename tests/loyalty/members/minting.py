"""Processes that mint: `python -m tests.loyalty.members.minting COUNT MEMBER...`.

One for each member, forked off a process that has loaded the product and has no connection. Each
mints so many cards, one in a transaction. Ends with 1 if one of them failed.
"""

import os
import sys

import django


def main(count, members):
    pids = [fork(count, member) for member in members]
    return max(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids)


def fork(count, member):
    pid = os.fork()
    if not pid:
        failed = 1
        try:
            mint(count, member)
            failed = 0
        finally:
            os._exit(failed)
    return pid


def mint(count, pk):
    from bson import ObjectId

    from crm.mongo.transaction import transactional
    from loyalty.members.cards import mint_card
    from loyalty.models import Member

    member = Member.objects.select_related("programme").get(pk=ObjectId(pk))
    for _number in range(count):
        transactional(mint_card)(member, by=None)


if __name__ == "__main__":
    django.setup()
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
