"""Programmes: how one comes to be, its versions, and which product or store is whose."""
