"""Nothing in the product is on a map: no process looks for the libraries of maps when it starts.

Django's backend for MongoDB asks for GDAL at three places, does without it where it is missing,
and each time Django has the compiler and the linker look for it under twelve names: a quarter of a
second, three times, of every start.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import NoReturn

LIBRARY = "django.contrib.gis.gdal.libgdal"


class NoGeography(ModuleType):
    """Stands for the library: whatever is asked of it is answered as where it is missing."""

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise import_module("django.core.exceptions").ImproperlyConfigured(__doc__)


def do_without() -> None:
    """Before the backend is loaded, which asks for the library."""
    sys.modules.setdefault(LIBRARY, NoGeography(LIBRARY))
