"""What imports bring: pages, policies, the jobs of workers, the proof of batches, a part of the
night.
"""

from django.utils.translation import gettext_lazy as _

from crm.registry import doctor, menu, policies
from crm.registry.doctor import DoctorCheck, Occasion
from crm.registry.menu import MenuEntry
from crm.registry.runs import jobs, nightly, proofs
from loyalty import pages
from loyalty.imports import search
from loyalty.imports.doctor_checks import no_batch_is_half_way, no_batch_is_held
from loyalty.imports.jobs import judge_loyalty_file, load_loyalty_file, undo_loyalty_batch
from loyalty.imports.night import make_due_figures
from loyalty.imports.overview import import_cards
from loyalty.imports.proofs import wrong_batches
from loyalty.imports.uploads import PAGE
from loyalty.imports.witnessed import register
from loyalty.members.search import absent_cards
from loyalty.overview import cards
from loyalty.policies import ALL

pages.register(PAGE, _("Loyalty imports"), 85)
menu.register("loyalty", 50, MenuEntry("loyalty:batches", "upload", _("Loyalty imports")))
menu.register_other(MenuEntry("loyalty:batch_new", "upload", _("Import a loyalty file")))
cards.register(50, import_cards)
for policy in ALL:
    policies.register(policy)
    policies.register_pages(policy, "loyalty:batches")
register()
absent_cards.register(search.absent_cards)
jobs.register("judge-loyalty-file", _("Judging of a loyalty file"), judge_loyalty_file)
jobs.register("load-loyalty-file", _("Import of a loyalty file"), load_loyalty_file)
jobs.register("undo-loyalty-batch", _("Undoing of a loyalty import"), undo_loyalty_batch)
doctor.register(54, DoctorCheck("held-batches", _("Loyalty imports"), no_batch_is_held))
doctor.register(
    104,
    DoctorCheck("no-batch", _("Loyalty imports"), no_batch_is_half_way, Occasion.UPGRADE),
)
proofs.register(
    "loyalty_batches",
    _("Rows of loyalty imports"),
    wrong_batches,
    {
        "batch_rows": _("rows of the batch"),
        "batch_amount": _("amount of the batch"),
        "batch_points": _("points of the batch"),
    },
)
nightly.register(65, "loyalty figures", make_due_figures)
