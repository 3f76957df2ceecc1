"""Tiers, badges, challenges and streaks of members, kept with the day that earned them (LP-16)."""
