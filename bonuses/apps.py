from django.apps import AppConfig


class BonusesConfig(AppConfig):
    name = "bonuses"

    def ready(self) -> None:
        from bonuses import demo, receivers  # noqa: F401
