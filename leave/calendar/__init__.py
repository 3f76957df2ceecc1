"""Which days are closed, and who is away when."""
