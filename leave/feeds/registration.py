"""What this wing brings: the calendar for other programs, by a secret address."""
