"""Values of policies: only ever added."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_mongodb_backend.fields import ObjectIdField

from crm.mongo.append_only import AppendOnlyModel
from crm.registry.policies import DatedValue
from crm.web.forms.reasons import LONGEST_REASON

# Of any unit: cents have two.
PLACES = 4


class PolicyValue(AppendOnlyModel):
    """What was decided about one policy. Added by crm/policies/verbs.py alone."""

    policy = models.CharField(max_length=60)
    # A Jakarta date (G-1).
    valid_from = models.DateField()
    # Which of the values of that date it is, those of products included.
    sequence = models.IntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=PLACES)
    # Whose it is; None: of every product that has none of its own.
    product_id = ObjectIdField(null=True)
    product_name = models.CharField(max_length=60, blank=True)
    # From then on the product has none of its own any more; `value` is the one it had.
    is_withdrawn = models.BooleanField(default=False)
    # Unknown of what was decided before there were policies.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_index=False,
        related_name="+",
    )
    author_name = models.CharField(max_length=80)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["policy", "valid_from", "sequence"], name="values_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.valid_from}/{self.sequence}: {self.value}"

    @property
    def dated(self) -> DatedValue:
        """What rules and pages see of it."""
        return DatedValue(
            valid_from=self.valid_from,
            sequence=self.sequence,
            value=self.value,
            author_name=self.author_name,
            reason=self.reason,
            decided_at=self.decided_at,
            product_id=self.product_id,
            product_name=self.product_name,
            is_withdrawn=self.is_withdrawn,
        )


class PolicyLock(models.Model):
    """One row a policy, which decisions about it write first: two of them collide here.

    Written only by crm/policies/verbs.py.
    """

    policy = models.CharField(max_length=60, primary_key=True, db_column="_id")
    events = models.IntegerField(default=0)
