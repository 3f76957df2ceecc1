"""What databases and uploads bring: their page, the jobs of workers, the nightly proof."""

from django.utils.translation import gettext_lazy as _

from crm.registry import menu, pages
from crm.registry.menu import MenuEntry
from crm.registry.runs import jobs, nightly, witnessed
from members.databases.counts import compare_counts
from members.databases.removal import empty_database
from members.imports.jobs import (
    close_members,
    count_members,
    load_members,
    read_members,
    undo_members,
)
from members.imports.uploads import PAGE
from members.imports.witnessed import (
    UPLOADS,
    count_upload,
    fingerprint_of_upload,
    newest_uploads,
)
from members.models import MemberDatabase, MemberImport, MemberRow

pages.register(PAGE, _("Databases"), 61)
menu.register(
    "members",
    15,
    MenuEntry("members:databases", "database", _("Databases")),
)
menu.register_other(MenuEntry("members:database_new", "upload", _("Upload members")))
jobs.register("read-members", _("Reading of a file of members"), read_members)
jobs.register("count-members", _("Counting of a file of members"), count_members)
jobs.register("load-members", _("Upload of members"), load_members)
jobs.register("close-members", _("Statement of a cancelled upload"), close_members)
jobs.register("undo-members", _("Taking back of an upload"), undo_members)
jobs.register("empty-database", _("Taking back of a deleted database"), empty_database)
witnessed.count("databases", _("databases"), MemberDatabase)
witnessed.count("member rows", _("rows of members"), MemberRow)
witnessed.count("uploads", _("uploads of members"), MemberImport, append_only=True)
witnessed.batches(UPLOADS, _("members"), count_upload, fingerprint_of_upload, newest_uploads)
nightly.register(88, "member counts", compare_counts)
