"""Stores, their states, and their tills."""
