"""Redemptions: what members ask for, what is decided about it, and its use at the counter."""
