"""Segments: a run with its cards, charts and cells, its buyers, one explained, and movement."""
