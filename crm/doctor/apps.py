from django.apps import AppConfig


class DoctorConfig(AppConfig):
    name = "crm.doctor"
    label = "doctor"
