"""Batches: what staff members have to work off, and what becomes of its rows."""
