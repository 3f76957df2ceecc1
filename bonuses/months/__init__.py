"""A month's life: what it earns while it runs, its closing, and what changes to it afterwards."""
