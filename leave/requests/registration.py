"""What this wing brings: asking for leave and deciding about it (LV-1 to LV-7)."""
