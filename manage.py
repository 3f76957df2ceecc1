#!/usr/bin/env python
"""Django's command line. In a checkout it finds, or starts, the embedded database by itself."""

import os
import sys

from django.core.management import execute_from_command_line

from crm.garbage import collect_seldom
from crm.mongo.server.binary import EmbeddedUnavailable
from launch import local


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    collect_seldom()
    try:
        with local.environment():
            execute_from_command_line(sys.argv)
    except EmbeddedUnavailable as reason:
        sys.exit(f"Error: {reason}")


if __name__ == "__main__":
    main()
