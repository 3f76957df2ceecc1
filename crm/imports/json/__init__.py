"""JSON read row by row: what opens one, its repairs, its values (LI-9)."""
