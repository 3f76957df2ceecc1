"""What people type about accounts and products, and what forms and filters offer of both."""
