"""A small ledger with every kind of field, relation and unique the product uses."""

import sys

from django.apps import AppConfig
from django.apps.registry import Apps
from django.db import models
from django.db.models import Q

LABEL = "mongo_sample"
registry = Apps()
config = AppConfig("tests.crm.mongo.sample", sys.modules["tests.crm.mongo.sample"])
config.apps, config.label = registry, LABEL
config.models = registry.all_models[LABEL]
registry.app_configs[LABEL] = config


class Sample(models.Model):
    class Meta:
        abstract = True
        app_label = LABEL
        apps = registry


class Team(Sample):
    name = models.CharField(max_length=50)


class Staff(Sample):
    username = models.CharField(max_length=50, unique=True)
    email = models.CharField(max_length=50, null=True, unique=True)
    code = models.IntegerField(null=True, unique=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True)


class Product(Sample):
    name = models.CharField(max_length=50, unique=True)


class Profile(Sample):
    staff = models.OneToOneField(Staff, models.CASCADE)
    phone = models.CharField(max_length=50)


class Deposit(Sample):
    product = models.ForeignKey(Product, models.PROTECT)
    staff = models.ForeignKey(Staff, models.PROTECT)
    approver = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="approved")
    date = models.DateField()
    created = models.DateTimeField()
    customer = models.CharField(max_length=50)
    nominal = models.DecimalField(max_digits=15, decimal_places=2)
    multiplier = models.IntegerField(null=True)
    is_deleted = models.BooleanField(default=False)

    class Meta(Sample.Meta):
        indexes = (models.Index(fields=["date", "id"], name="by_date"),)


class Reservation(Sample):
    customer = models.CharField(max_length=50)
    # No index of its own, so that only the constraint's can serve a look-up.
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    is_active = models.BooleanField(default=True)

    class Meta(Sample.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "product"], condition=Q(is_active=True), name="one_active"
            ),
        )


MODELS = (Team, Staff, Product, Profile, Deposit, Reservation)
