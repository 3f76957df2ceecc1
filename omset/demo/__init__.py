"""Made-up data to try the product with. Begin at `fill.py`."""
