"""What the doctor knows itself (OP-6)."""

from django.utils.translation import gettext_lazy as _

from crm.doctor import database, examination, files, schema, surroundings
from crm.registry.doctor import DoctorCheck, Occasion, register

register(10, DoctorCheck(examination.DATABASE, _("Database"), database.database_answers))
register(11, DoctorCheck("server-release", _("Release of the server"), database.release_is_safe))
# What the driver sees of the set: who is missing is said just when no primary answers.
register(
    12,
    DoctorCheck("majority", _("Replica set"), database.majority_is_there, asks_database=False),
)
register(13, DoctorCheck("clocks", _("Clocks"), database.clocks_agree))
register(14, DoctorCheck("oplog", _("Oplog"), database.oplog_is_long))
register(15, DoctorCheck("disk", _("Disk space"), database.disk_has_room))
register(16, DoctorCheck("snapshots", _("Consistent reads"), database.snapshots_live))

register(
    20,
    DoctorCheck("migrations", _("Migrations"), schema.migrations_are_applied, Occasion.SERVING),
)
register(21, DoctorCheck("indexes", _("Indexes"), schema.indexes_are_there, Occasion.SERVING))
register(22, DoctorCheck("unique-keys", _("Unique keys"), schema.unique_keys_are_looked_up))

for place, name, label, read in (
    (70, "tls", _("Encryption"), surroundings.database_is_encrypted),
    (71, "hosts", _("Host names"), surroundings.hosts_are_named),
    (72, "proxies", _("Proxies"), surroundings.proxies_are_counted),
    (73, "secret-key", _("Signing key"), surroundings.key_is_strong),
    (74, "settings", _("Settings"), surroundings.settings_are_safe),
    (75, "mail", _("Mail"), surroundings.mail_leaves),
    (90, "packages", _("Packages"), files.packages_are_as_pinned),
    (91, "static-files", _("Static files"), files.static_files_are_collected),
    (92, "texts", _("Texts"), files.texts_are_compiled),
):
    register(place, DoctorCheck(name, label, read, asks_database=False))

register(
    100,
    DoctorCheck(
        "migration-plan", _("Migration plan"), schema.migrations_would_apply, Occasion.UPGRADE
    ),
)
register(
    101,
    DoctorCheck("index-space", _("Room for an index"), schema.index_would_fit, Occasion.UPGRADE),
)
