"""The doors of the product: what each app brings, it declares here.

An app has one file for it, `registration.py`, which is read when all apps are loaded. Nothing
below an app needs to know its name: a new app is a folder and a line in settings.

    pages     what can be blocked for an admin
    menu      entries of the menu and of the palette, shortcuts of the installed app
    queues    what waits for people: badges
    search    what the palette searches, and where a person or product found there leads
    status    what /status says
    readiness why a host is not to be sent requests
    customers what the page of a customer says, and how one is forgotten
    deposits  which customers have deposited, as the ledger says
    policies  what the floor decides, from a date on
    exchange_rates what a dollar is worth in other currencies
    departures what somebody who leaves has in hand
    notices   what an app says on pages of the apps below it
    shards    by what the rows of a growing collection lie on a cluster
    runs/     what is done without a request:
      jobs      what workers may be asked to do
      schedules what is asked for by the clock
      nightly   what is done every night
      proofs    what `recount` proves of an app below the ledger
      watches   what every process that stays looks after
      witnessed what the witness outside the database remembers

A new page is a view behind an access rule (crm/staff/access.py), a line in the app's urls.py, and
in its registration.py pages.register() if an admin can be blocked from it and menu.register(), or
menu.register_other() for the palette alone. A new job is a function under @job (crm/jobs/tasks.py)
and jobs.register(); schedules.register() asks for it by the clock, nightly.register() makes
something a part of the night.

Beside them: filters of lists at crm/filters/lists.py, texts of notifications at
crm/notifications/messages.py, what is derived from the ledger at omset/reconciliation/proofs.py.
"""
