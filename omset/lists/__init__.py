"""How deposits are asked for and shown."""
