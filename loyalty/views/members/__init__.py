"""Members: the list, one with all that belongs to them, and what is done to them."""
