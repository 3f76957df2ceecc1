"""What the floor decides: all policies, each with its history, a form for a master admin."""
