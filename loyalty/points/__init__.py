"""The points ledger: posted as deserved minus already posted, in the event's transaction (LP-5).

ledger     the only writer of entries, its locks, and the heads recounted from them
earning    what purchases deserve, for deposits, imports and whoever a purchase belongs to
movements  points that no purchase moves: spent, expired, adjusted, won, gone with a merge
"""
