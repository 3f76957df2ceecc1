"""What leave, shifts, breaks, lateness and fees are. Pure."""
