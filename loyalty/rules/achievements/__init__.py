"""What a member has reached: badges, challenges, streaks (LP-17 to LP-19). Pure."""
