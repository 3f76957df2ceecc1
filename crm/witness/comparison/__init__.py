"""The file of a host held against the entries in the database (LW-2)."""
