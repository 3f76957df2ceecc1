"""How the rows of each dataset are stored, and which of them count (LI-14 to LI-17)."""
