"""The database engine: a thin subclass of django_mongodb_backend (docs/decisions/0002)."""
