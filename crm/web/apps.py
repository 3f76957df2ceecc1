from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class WebConfig(AppConfig):
    name = "crm.web"
    label = "web"


class StaticConfig(StaticFilesConfig):
    """Collects what browsers get, not what it is built from."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "src"]
