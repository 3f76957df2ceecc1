"""Runs of RFM over a programme's purchases: computed, frozen, explained."""
