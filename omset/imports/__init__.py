"""Deposits from CSV and XLSX files, in bulk. Begin at `run.py`."""
