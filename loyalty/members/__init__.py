"""Members of programmes: who they are, their cards, consents, links, merges, erasure."""
