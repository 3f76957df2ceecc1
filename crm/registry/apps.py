from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RegistryConfig(AppConfig):
    name = "crm.registry"

    def ready(self) -> None:
        autodiscover_modules("registration")
