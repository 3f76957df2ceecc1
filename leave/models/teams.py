"""In which product's team somebody works."""

from bson import ObjectId
from django.db import models
from django_mongodb_backend.fields import ObjectIdField

from crm.staff.models import Product


class TeamMember(models.Model):
    """The team of one person; who has no row is in the team of those without one."""

    # The account's id; a foreign key cannot be the stored row's own id.
    staff_id = ObjectIdField(primary_key=True, db_column="_id")
    product_id: ObjectId
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
