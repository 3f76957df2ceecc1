"""What the wings of loyalty tell each other, inside the transaction of what happened."""

from django.dispatch import Signal

# Who bought what may be another member now: programme, member_ids of all concerned, cause (a verb
# of history), by_name, and customer_keys of those who had no member before. Told to the points.
buyers_changed = Signal()

# Which deposits belong to a programme at all is another now: programme; or by which terms purchases
# are judged, then also valid_from, the first day of those.
terms_changed = Signal()

# A card was handed over: member, by (LS-6). What its first holder knows of it opens nothing now.
card_handed_over = Signal()

# The points of these members were posted, and their heads are locked: programme, member_ids, cause,
# by_name, and known, what was read of them for it (loyalty/points/earning/members.py). Told as
# well where no point has moved: what they have spent may have.
purchases_changed = Signal()
