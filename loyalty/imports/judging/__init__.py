"""A whole file read and judged before anything is written (LI-4, LI-5)."""
