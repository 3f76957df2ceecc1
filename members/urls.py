from django.urls import path

from members.views import (
    conflicts,
    customers,
    do_not_contact,
    reserved,
)
from members.views.batches.urls import URLS as BATCHES
from members.views.draws.urls import URLS as DRAWS

app_name = "members"

urlpatterns = [
    path("reserved/", reserved.reservations_page, name="reserved"),
    path("reserved/new/", reserved.new, name="reserved_add"),
    path("reserved/conflicts/", conflicts.conflicts, name="conflicts"),
    path("reserved/<oid:pk>/approve/", reserved.approve, name="approve"),
    path("reserved/<oid:pk>/reject/", reserved.reject, name="reject"),
    path("customers/<oid:pk>/", customers.customer, name="customer"),
    path("customers/of/<slug:name>/<oid:pk>/", customers.customer_of, name="customer_of"),
    path("customers/<oid:pk>/erase/", customers.erase, name="erase_customer"),
    path("do-not-contact/", do_not_contact.entries, name="do_not_contact"),
    path("do-not-contact/new/", do_not_contact.add, name="do_not_contact_add"),
    path("do-not-contact/<oid:pk>/remove/", do_not_contact.remove, name="do_not_contact_remove"),
    *BATCHES,
    *DRAWS,
]
