"""Rewards, and what members ask for: the catalogue, requests, decisions, uses (LR-1 to LR-12).

catalogue    creating, editing and retiring rewards
stock        how many are taken, and where the verbs of a reward line up
offers       what a member may have, and why not
redemptions  asking and taking it back, deciding, the code at the counter, figures
"""
