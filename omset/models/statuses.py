"""What a deposit can be: where its approval stands, and its kind."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from omset.rules import classify


class Status(models.TextChoices):
    APPROVED = "approved", _("Approved")
    PENDING = "pending", _("Pending")
    DECLINED = "declined", _("Declined")


COUNTED = {"is_deleted": False, "status": Status.APPROVED.value}


class DepositorKind(models.TextChoices):
    NDP = classify.NDP, _("NDP")
    RDP = classify.RDP, _("RDP")
