"""Imports of loyalty: batches whose rows are counted."""
