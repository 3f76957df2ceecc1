"""A floor of made-up people who ask for leave, check in, take breaks and pay. Begin at `play.py`.

Everything is done by the product's own verbs, each at its instant: so evidence, history and
messages are there too, and the recomputation agrees.
"""
