from django.apps import AppConfig


class BonusesConfig(AppConfig):
    name = "bonuses"

    def ready(self):
        from bonuses import demo, receivers  # noqa: F401
