"""What a text shows to people, and whether it can be a name. Pure."""
