"""February, closed and changed since: what it had and has."""

MILLION = 1_000_000
MONTH, DATES = "month=2026-02", "start=2026-02-01&end=2026-02-28"
PLAIN_THEN, PLAIN_NOW = ("80000000.00", "22.50"), ("65000000.00", "0.00")
SINCE = "February 2026 was closed and changed since. The numbers here are those of now."
TIERS = {"main": [], "ndp": [], "rdp": [], "targets": ["100000000", 10, 15]}
