"""Somebody at a browser, what they see, and the server that they ask."""
