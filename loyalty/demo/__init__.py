"""Made-up members to try loyalty with. Begin at `play.py`."""
