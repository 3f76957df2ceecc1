"""Loyalty: programmes of points and tiers for end customers, their members, cards and segments.

It reads the ledger and never changes a record, a tally, a bonus or anybody's pay (LM-1).
"""
