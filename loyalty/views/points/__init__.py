"""Pages of points: a member's entries, adjustments, the account of a programme."""
