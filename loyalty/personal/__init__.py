"""What a member is shown of herself, and staff of her: one read path for both (LA-1)."""
