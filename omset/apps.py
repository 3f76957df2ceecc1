from django.apps import AppConfig


class OmsetConfig(AppConfig):
    name = "omset"

    def ready(self) -> None:
        from omset import receivers  # noqa: F401
