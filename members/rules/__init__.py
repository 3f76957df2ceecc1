"""When two spellings are one customer, and what a phone number shows. Pure."""
