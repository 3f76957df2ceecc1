"""A process of the drill: `python -m omset.chaos ROLE ..`, on the database of MONGODB_URI."""

import sys
from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    # What it imports asks for models, so it waits for them.
    import_module("omset.chaos.roles").play(*sys.argv[1:])
