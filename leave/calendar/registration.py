"""What this wing brings: which days are closed, and who is away when."""
