"""What the apps above may want to know about people and products. Sent inside the transaction.

`subject` is a User or a Product; the sender is its class.
"""

from django.dispatch import Signal

# Something was done: subject, verb, by (None: the system), before, after (plain values by field).
changed = Signal()

# The name that people read has changed: subject.
renamed = Signal()

# Who refers to these: pks. A receiver returns a crm.staff.usage.Use, or None.
in_use = Signal()

# An account that nothing refers to is about to be deleted: subject. Let go of what is its alone.
leaving = Signal()

# Somebody came in, went out or took something along: subject (None: a name that nobody has), verb,
# by (None: nobody has signed in), facts (plain values). Send it by crm/staff/history.py.
accessed = Signal()
