"""Entries, their chain, and the verdict on a file and a database. Pure."""
