"""What this wing brings: fees, waivers, payments, the statement of a month (FE-1 to FE-3)."""
