"""What is earned and who stands where. Pure."""
