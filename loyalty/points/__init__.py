"""The points ledger: posted as deserved minus already posted, in the event's transaction (LP-5)."""
