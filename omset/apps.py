from django.apps import AppConfig


class OmsetConfig(AppConfig):
    name = "omset"

    def ready(self):
        from omset import receivers  # noqa: F401
