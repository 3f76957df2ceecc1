from django.apps import AppConfig


class BonusesConfig(AppConfig):
    name = "bonuses"

    def ready(self):
        from bonuses import demo, lists, receivers  # noqa: F401
        from bonuses.models import Standing
        from bonuses.months.proof import ClosedMonths
        from omset.reconciliation.recount import MONTHLY, StoredMonths

        MONTHLY["standing"] = StoredMonths(Standing)
        MONTHLY["adjustment"] = ClosedMonths()
