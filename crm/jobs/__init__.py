"""Work outside of requests: once, however many workers there are and whichever of them dies.

    tasks       @job: how a job is declared and asked for
    context     what a running job is given: effects, progress, cancellation
    queue       asking for a job, cancelling it, trying a dead one again
    leases      who may work on a job: taking it, holding it, its end
    processes/  the workers, which take one job after the other, and the schedulers, which ask for
                what is due (crm/registry/runs/schedules.py)
    overview    what /status says

Why so: docs/decisions/0012-jobs.md.
"""
