"""Programmes: what they are, whose products and stores, their versions."""
