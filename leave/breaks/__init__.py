"""Short breaks of a shift (IZ-1 to IZ-3)."""
