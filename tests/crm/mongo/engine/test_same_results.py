"""The faster pipelines give what the stock engine gives, for every shape of query."""

import datetime

import pytest
from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower, Upper

from tests.crm.mongo.sample.models import Deposit, Product, Profile, Reservation, Staff, Team
from tests.crm.mongo.sample.values import as_values

pytestmark = pytest.mark.usefixtures("ledger")

MARCH, APRIL = datetime.date(2026, 3, 1), datetime.date(2026, 4, 1)
MARCH_MOMENT = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
STAFF_DEPOSITS = Deposit.objects.filter(staff=OuterRef("pk"))

# Shapes of d, the deposits ordered by id: name -> queryset or value.
DEPOSITS = {
    "all": lambda d: d.all(),
    "filter on a text": lambda d: d.filter(customer="c1"),
    "filter on a boolean": lambda d: d.filter(is_deleted=True),
    "filter on a decimal": lambda d: d.filter(nominal__gt=5000),
    "filter on a moment": lambda d: d.filter(created__gte=MARCH_MOMENT),
    "filter on a nullable number": lambda d: d.filter(multiplier__lt=3),
    "less or equal": lambda d: d.filter(multiplier__lte=3),
    "not less than": lambda d: d.exclude(multiplier__lt=3),
    "a span of dates": lambda d: d.filter(date__gte=MARCH, date__lt=APRIL),
    "exclude": lambda d: d.exclude(customer="c1"),
    "exclude a nullable number": lambda d: d.exclude(multiplier=2),
    "exclude two": lambda d: d.exclude(customer="c1", is_deleted=True),
    "or": lambda d: d.filter(Q(customer="c1") | Q(nominal__lt=3000)),
    "and not": lambda d: d.filter(~Q(customer="c1") & Q(is_deleted=False)),
    "or with null": lambda d: d.filter(Q(multiplier=None) | Q(multiplier__gte=4)),
    "in": lambda d: d.filter(customer__in=["c1", "c2"]),
    "in nothing": lambda d: d.filter(customer__in=[]),
    "not in": lambda d: d.exclude(customer__in=["c1", "c2"]),
    "is null": lambda d: d.filter(multiplier__isnull=True),
    "is not null": lambda d: d.filter(multiplier__isnull=False),
    "a reference is null": lambda d: d.filter(approver=None),
    "a reference is not null": lambda d: d.exclude(approver=None),
    "range": lambda d: d.filter(date__range=(MARCH, APRIL)),
    "starts with": lambda d: d.filter(customer__startswith="c1"),
    "contains, any case": lambda d: d.filter(customer__icontains="C1"),
    "one column against another": lambda d: d.filter(nominal__gt=F("multiplier") * 4000),
    "ascending": lambda d: d.order_by("date"),
    "descending": lambda d: d.order_by("-date", "-id"),
    "by a nullable column": lambda d: d.order_by("multiplier", "-date"),
    "nulls last": lambda d: d.order_by(F("multiplier").asc(nulls_last=True), "id"),
    "by an expression": lambda d: d.order_by(Upper("customer"), "id"),
    "by a joined column": lambda d: d.order_by("product__name", "-id"),
    "reversed": lambda d: d.order_by("date", "id").reverse(),
    "first rows": lambda d: d.order_by("-date", "-id")[:5],
    "rows in the middle": lambda d: d.order_by("-date", "-id")[4:9],
    "past the end": lambda d: d.order_by("date")[20:40],
    "values": lambda d: d.order_by("date").values("date", "nominal"),
    "values without what sorts": lambda d: d.order_by("-date").values("nominal")[:5],
    "values list": lambda d: d.values_list("customer", "is_deleted"),
    "flat values": lambda d: d.values_list("customer", flat=True),
    "values of a join": lambda d: d.values("product__name", "date")[:5],
    "renamed values": lambda d: d.order_by("date").values(day=F("date"))[:5],
    "named values of a join": lambda d: d.values("id", name=F("product__name"))[:5],
    "sorted by an annotation": lambda d: d.annotate(much=F("nominal") * 2).order_by("-much")[:5],
    "values sorted by the join": lambda d: d.order_by("staff__username", "id").values("date")[:5],
    "distinct": lambda d: d.order_by("customer").values_list("customer").distinct(),
    "distinct in pages": lambda d: d.order_by("-customer").values("customer").distinct()[1:4],
    "only": lambda d: d.only("customer").order_by("date")[:5],
    "deferred": lambda d: d.defer("customer").select_related("product")[:5],
    "group and sum": lambda d: d.order_by("staff_id").values("staff_id").annotate(s=Sum("nominal")),
    "group by two": lambda d: (
        d.order_by("staff_id", "is_deleted")
        .values("staff_id", "is_deleted")
        .annotate(n=Count("id"), top=Max("nominal"))
    ),
    "group by a join": lambda d: (
        d.order_by("staff__username").values("staff__username").annotate(n=Count("id"))
    ),
    "having": lambda d: (
        d.order_by("customer").values("customer").annotate(n=Count("id")).filter(n__gt=3)
    ),
    "best groups": lambda d: (
        d.values("customer").annotate(s=Sum("nominal")).order_by("-s", "customer")[:3]
    ),
    "count": lambda d: d.count(),
    "count of some": lambda d: d.filter(is_deleted=False, date__lt=MARCH).count(),
    "count of none": lambda d: d.filter(customer="nobody").count(),
    "count of an impossible filter": lambda d: d.filter(pk__in=[]).count(),
    "count of a slice": lambda d: d.order_by("date")[3:8].count(),
    "count of distinct": lambda d: d.values("customer").distinct().count(),
    "count of groups": lambda d: d.values("customer").annotate(n=Count("id")).count(),
    "count through a join": lambda d: d.filter(product__name="Gold").count(),
    "exists": lambda d: d.filter(customer="c1").exists(),
    "exists not": lambda d: d.filter(customer="nobody").exists(),
    "sum": lambda d: d.aggregate(Sum("nominal")),
    "all aggregates": lambda d: d.aggregate(
        Sum("nominal"), Count("id"), Avg("nominal"), Min("date"), Max("date"), Count("multiplier")
    ),
    "aggregates of nothing": lambda d: d.filter(customer="nobody").aggregate(
        Sum("nominal"), Count("id"), Avg("nominal"), Min("date"), Max("created")
    ),
    "sum with a default": lambda d: d.filter(customer="nobody").aggregate(
        s=Sum("multiplier", default=0)
    ),
    "distinct aggregates": lambda d: d.aggregate(
        Count("customer", distinct=True), Count("multiplier", distinct=True)
    ),
    "conditional aggregates": lambda d: d.aggregate(
        live=Count("id", filter=Q(is_deleted=False)),
        big=Sum("nominal", filter=Q(multiplier__gte=3)),
    ),
    "conditional sum in groups": lambda d: (
        d.order_by("customer")
        .values("customer")
        .annotate(live=Count("id", filter=Q(is_deleted=False)))
    ),
    "aggregate of a slice": lambda d: d.order_by("date")[:7].aggregate(Sum("nominal")),
    "aggregate of an annotation": lambda d: d.annotate(x=F("nominal") * 2).aggregate(Sum("x")),
    "aggregate through a join": lambda d: d.aggregate(Max("staff__username"), Count("approver")),
    "count of a joined key": lambda d: d.aggregate(Count("approver__id"), Count("approver__team")),
    "arithmetic on aggregates": lambda d: d.aggregate(x=Sum("nominal") / Count("id")),
    "one join": lambda d: d.select_related("product").order_by("-date", "-id")[:5],
    "two joins": lambda d: d.select_related("product", "staff").order_by("-date")[:5],
    "two joins deep": lambda d: d.select_related("staff__team").order_by("date")[:5],
    "a nullable join": lambda d: d.select_related("approver").order_by("date")[:5],
    "a nullable join two deep": lambda d: d.select_related("approver__team")[2:9],
    "every join": lambda d: d.select_related("product", "staff__team", "approver__team")[3:7],
    "a join without a limit": lambda d: d.select_related("product").order_by("date"),
    "a join and a count": lambda d: d.select_related("product").count(),
    "a join that also filters": lambda d: (
        d.filter(staff__username="ani").select_related("staff", "product").order_by("date")[:5]
    ),
    "a join that also sorts": lambda d: d.select_related("product", "staff").order_by(
        "product__name", "date"
    )[:5],
    "a join with an annotation": lambda d: (
        d.select_related("product").annotate(x=F("nominal") * 2).order_by("-date")[:5]
    ),
    "a join with a joined annotation": lambda d: (
        d.select_related("staff").annotate(name=Lower("staff__username")).order_by("-date")[:5]
    ),
    "filter through a join": lambda d: d.filter(staff__team__name="North").order_by("date")[:5],
    "filter through a null join": lambda d: d.filter(approver__team__isnull=True),
    "filter on either join": lambda d: d.filter(
        Q(approver__username="ani") | Q(product__name="Gold")
    ),
    "exclude through a join": lambda d: d.exclude(staff__username="ani"),
    "in a subquery": lambda d: d.filter(staff__in=Staff.objects.using(d.db).filter(code=1)),
    "case": lambda d: d.annotate(
        size=Case(When(nominal__gt=9000, then=2), When(multiplier=None, then=1), default=0)
    ).values_list("id", "size"),
    "coalesce": lambda d: d.annotate(m=Coalesce("multiplier", 1)).values_list("id", "m"),
    "a value": lambda d: d.annotate(one=Value(1, IntegerField())).order_by("-date")[:3],
    "first": lambda d: d.order_by("-date").first(),
    "last": lambda d: d.order_by("-date").last(),
    "first of nothing": lambda d: d.filter(customer="nobody").first(),
    "first with joins": lambda d: d.select_related("product", "approver").order_by("date").first(),
    "get": lambda d: d.get(nominal=1000.25),
    "get with a join": lambda d: d.select_related("product").get(nominal=1000.25),
    "latest": lambda d: d.latest("created"),
    "by ids": lambda d: d.in_bulk(list(d.values_list("id", flat=True)[:3])),
    "union": lambda d: (
        d.filter(customer="c1")
        .values("customer", "date")
        .union(d.filter(customer="c2").values("customer", "date"))
        .order_by("date")
    ),
    "iterator": lambda d: list(d.filter(is_deleted=False).iterator(chunk_size=4)),
    "year as a range": lambda d: d.filter(date__gt=MARCH).aggregate(Min("date")),
}

# Shapes that begin elsewhere: name -> queryset for an alias.
OTHERS = {
    "filter on the many side": lambda a: (
        Staff.objects.using(a).filter(deposit__customer="c1").order_by("username")
    ),
    "the many side, once each": lambda a: (
        Staff.objects.using(a).filter(deposit__customer="c1").distinct().order_by("username")
    ),
    "count of the many side": lambda a: (
        Staff.objects.using(a).annotate(n=Count("deposit")).order_by("username")
    ),
    "the many side and a page": lambda a: (
        Staff.objects.using(a)
        .filter(deposit__nominal__gt=9000)
        .select_related("team")
        .order_by("username", "id")[:4]
    ),
    "without a many side": lambda a: Product.objects.using(a).filter(reservation=None),
    "one to one, backwards": lambda a: (
        Staff.objects.using(a).select_related("profile").order_by("username")[:5]
    ),
    "one to one": lambda a: Profile.objects.using(a).select_related("staff__team")[:5],
    "exists in a subquery": lambda a: (
        Staff.objects.using(a)
        .filter(Exists(STAFF_DEPOSITS.filter(multiplier=4)))
        .order_by("username")
    ),
    "a subquery's value": lambda a: (
        Staff.objects.using(a)
        .annotate(last=Subquery(STAFF_DEPOSITS.order_by("-date").values("nominal")[:1]))
        .order_by("username")
    ),
    "a subquery and a join": lambda a: (
        Staff.objects.using(a)
        .filter(Exists(STAFF_DEPOSITS))
        .select_related("team")
        .order_by("-username")[:2]
    ),
    "a page of nothing": lambda a: Team.objects.using(a).filter(name="South")[:5],
    "a condition": lambda a: Reservation.objects.using(a).filter(is_active=True, customer="c0"),
}


@pytest.mark.parametrize("shape", DEPOSITS.values(), ids=DEPOSITS)
def test_deposits_come_back_as_from_the_stock_engine(shape, stock):
    ours, theirs = (Deposit.objects.using(alias).order_by("id") for alias in ("default", stock))
    assert as_values(shape(ours)) == as_values(shape(theirs))


@pytest.mark.parametrize("shape", OTHERS.values(), ids=OTHERS)
def test_others_come_back_as_from_the_stock_engine(shape, stock):
    assert as_values(shape("default")) == as_values(shape(stock))


@pytest.mark.parametrize("alias", ["default", "stock"])
def test_updates_and_deletes_count_the_same(alias, stock):
    deposits = Deposit.objects.using(alias)
    bigger = deposits.filter(is_deleted=False).update(nominal=F("nominal") + 1, multiplier=None)
    gone = deposits.filter(multiplier__isnull=False).delete()[0]
    assert bigger == 20
    assert gone == 3
    assert deposits.count() == 21
