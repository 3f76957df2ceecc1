"""Rewards, redemptions, and the codes at the counter."""
