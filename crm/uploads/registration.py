"""What uploads bring: the night in which they end."""

from crm.registry.runs import nightly
from crm.uploads.retention import end_retention

nightly.register(40, "uploads", end_retention)
