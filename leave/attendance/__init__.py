"""Check-in, the gate, lateness and corrections (AT-1 to AT-4)."""
