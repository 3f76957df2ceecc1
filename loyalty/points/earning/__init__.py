"""Points of purchases: whose they are, what they deserve, when they are posted (LP-3 to LP-6)."""
