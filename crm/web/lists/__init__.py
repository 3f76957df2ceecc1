"""What every list does: pages, ticks, sorting, acting on many, and what came of it."""
