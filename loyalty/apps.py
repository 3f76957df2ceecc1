from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "loyalty"

    def ready(self) -> None:
        from loyalty.demo import play
        from loyalty.demo.imports import play_imports

        play.PARTS.append(play_imports)
