"""The manifest of a backup and how old one may be. Pure."""
