"""Members' databases: what lines up at a pool, and what changes who is in it."""
