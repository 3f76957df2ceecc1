"""What `manage.py check --deploy` says about the database server."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register
from pymongo.errors import PyMongoError

from crm.mongo.server.releases import disclosing_release

NOT_REACHED = "mongo.W001"
DISCLOSES_MEMORY = "mongo.W002"


@register(deploy=True)
def check_release(**kwargs: Any) -> list[CheckMessage]:
    """Warns below MongoDB 7.0.32 and 8.0.21, and where the server cannot be asked."""
    try:
        version = disclosing_release()
    except PyMongoError:
        return [Warning("The database server could not be asked for its release.", id=NOT_REACHED)]
    if not version:
        return []
    reason = f"MongoDB {version} discloses memory to strangers who reach it, which is exploited."
    hint = "Run 7.0.32 or newer, or 8.0.21 or newer."
    return [Warning(reason, hint=hint, id=DISCLOSES_MEMORY)]
