from django.apps import AppConfig


class LeaveConfig(AppConfig):
    name = "leave"

    def ready(self) -> None:
        from leave import receivers  # noqa: F401
