"""Files that people send: received by named URLs alone, stored in GridFS, kept for 30 days.

`purposes.py` says what may be sent where; `receiving.py` is the decorator of a view that takes a
file, `handler.py` what it does with the parts of the form; `store.py` writes, reads and removes
the stored bytes; `room.py` says whether the disk has room; `retention.py` ends what is over and
puts right what does not fit together.
"""
