from django.apps import AppConfig


class UploadsConfig(AppConfig):
    name = "crm.uploads"
    label = "uploads"
