"""Every component of the pages beside its name."""
