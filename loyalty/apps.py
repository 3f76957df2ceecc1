from django.apps import AppConfig


class LoyaltyConfig(AppConfig):
    name = "loyalty"

    def ready(self) -> None:
        from loyalty.demo import play
        from loyalty.demo.imports import play_imports
        from loyalty.demo.rewards import play_rewards

        play.PARTS += [play_imports, play_rewards]
