"""What this wing brings: fees, waivers, payments, the statement of a month (FE-1 to FE-3)."""

from crm.registry import shards
from leave.models import ClosedStatement, InstalmentPlan, ManualFee, Payment, Waiver

for model in (ManualFee, Waiver, Payment, InstalmentPlan, ClosedStatement):
    shards.register(model, "staff_id", zone="staff_id")
