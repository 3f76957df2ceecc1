"""A file of members: how it is written, which column is what, its rows in parts."""
