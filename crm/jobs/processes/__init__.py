"""The processes beside the web: how they take turns, hold on, survive an outage and end.

worker     takes one job after the other
scheduler  asks for what is due
turns      whose turn it is
watch      the thread that keeps a lease alive and hears of a cancellation
presence   which processes are there
rounds     going on after an outage
ending     SIGTERM and Ctrl-C
"""
