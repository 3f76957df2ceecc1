"""The inbox, and the number on the bell (NO-1, NO-2).

`send` puts messages in, inside the transaction of what happened; `messages` holds their texts,
which the apps register; `inbox` counts and reads; `receivers` empty it when its owner goes.
"""
