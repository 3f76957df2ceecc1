"""Loyalty's tests; those on real purchases only where there are any."""

from tests.environment import CDNOW

ON_REAL_PURCHASES = ["rules/test_cdnow.py", "segments/test_cdnow_receipts.py"]
collect_ignore = [] if CDNOW.exists() else ON_REAL_PURCHASES
