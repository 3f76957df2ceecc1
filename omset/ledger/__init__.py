"""What people do to deposits, and what they are told before."""
