"""The product's settings with the URLs of these tests, for a web process of its own."""

from crm.settings import *  # noqa: F403

ROOT_URLCONF = "tests.crm.uploads.urls"
