"""The release that runs, as a backup names it."""

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from pymongo.client_session import ClientSession

from crm.backups.rules.manifest import ReleaseFacts
from crm.mongo.rows import mongo_connection

MIGRATIONS = "django_migrations"


def this_release() -> ReleaseFacts:
    """Its name and all its migrations, applied or not."""
    nodes = MigrationLoader(None).graph.nodes
    return ReleaseFacts(release=settings.RELEASE, migrations=frozenset(map(".".join, nodes)))


def applied_migrations(session: ClientSession | None = None) -> list[str]:
    """Those that the database has, as app.name."""
    rows = mongo_connection().get_collection(MIGRATIONS).find({}, session=session)
    return sorted(f"{row['app']}.{row['name']}" for row in rows)
