"""The server itself: one of our own, whether it serves, and whether it is down for a while."""
