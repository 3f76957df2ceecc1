"""App configurations that give contrib apps MongoDB primary keys."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig

OBJECT_ID = "django_mongodb_backend.fields.ObjectIdAutoField"


class MongoConfig(AppConfig):
    name = "crm.mongo"
    label = "mongo"

    def ready(self) -> None:
        import_module("crm.mongo.checks")


class MongoAuthConfig(AuthConfig):
    default_auto_field = OBJECT_ID


class MongoContentTypesConfig(ContentTypesConfig):
    default_auto_field = OBJECT_ID
