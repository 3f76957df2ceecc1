"""What stands in a form, how it is written, and what it must hold."""
