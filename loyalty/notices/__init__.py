"""What members are told beforehand: points that end, tiers that the calendar takes (LA-9)."""
