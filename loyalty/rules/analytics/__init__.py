"""Sums of sales, as they are added up, packed and compared. Pure."""
