from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "crm.staff"
    label = "staff"
