"""What this wing brings: short breaks of a shift (IZ-1 to IZ-3)."""
