"""What follows from names and roles alone: who manages whom, which names are one. Pure."""
