"""Everything that a page shows of one member (LA-1)."""
