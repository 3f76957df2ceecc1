from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "crm.notifications"
    label = "notifications"

    def ready(self) -> None:
        from crm.notifications import receivers, sign_in  # noqa: F401
