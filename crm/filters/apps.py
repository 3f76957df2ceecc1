from django.apps import AppConfig


class FiltersConfig(AppConfig):
    name = "crm.filters"

    def ready(self):
        from crm.filters import people  # noqa: F401
