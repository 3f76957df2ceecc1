from django.apps import AppConfig


class WitnessConfig(AppConfig):
    name = "crm.witness"
    label = "witness"
