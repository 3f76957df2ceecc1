"""Loyalty's tests; those on real purchases only where there are any."""

from tests.environment import CDNOW

collect_ignore = [] if CDNOW.exists() else ["rules/test_cdnow.py"]
