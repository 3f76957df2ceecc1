from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        import members.draws.receivers  # noqa: F401
        from members import receivers  # noqa: F401
