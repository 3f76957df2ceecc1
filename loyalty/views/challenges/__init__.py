"""Pages of challenges, for admins."""
