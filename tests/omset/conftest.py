"""The tests on real deposits are collected where the data is; pytest's header says so."""

from tests.environment import CDNOW

collect_ignore = [] if CDNOW.exists() else ["test_cdnow.py"]
