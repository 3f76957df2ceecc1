"""Points: what is posted, which of them can be spent, when they expire, the account. Pure."""
