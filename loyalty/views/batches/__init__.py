"""Imports of loyalty: the list, one batch, what is said of its rows, and the way to a new one."""
