from django.urls import path

from members.views import (
    conflicts,
    customers,
    do_not_contact,
    request_form,
    requests,
    reserved,
)
from members.views.batches.urls import URLS as BATCHES

app_name = "members"

urlpatterns = [
    path("reserved/", reserved.reservations_page, name="reserved"),
    path("reserved/new/", reserved.new, name="reserved_add"),
    path("reserved/conflicts/", conflicts.conflicts, name="conflicts"),
    path("reserved/<oid:pk>/approve/", reserved.approve, name="approve"),
    path("reserved/<oid:pk>/reject/", reserved.reject, name="reject"),
    path("requests/", requests.requests_page, name="requests"),
    path("requests/new/", request_form.new, name="request_new"),
    path("requests/approval/", request_form.approval_page, name="request_approval"),
    path("requests/approval/<oid:pk>/", request_form.set_approval, name="set_request_approval"),
    path("requests/<oid:pk>/approve/", requests.approve, name="approve_request"),
    path("requests/<oid:pk>/reject/", requests.reject, name="reject_request"),
    path("customers/<oid:pk>/", customers.customer, name="customer"),
    path("customers/of/<slug:name>/<oid:pk>/", customers.customer_of, name="customer_of"),
    path("customers/<oid:pk>/erase/", customers.erase, name="erase_customer"),
    path("do-not-contact/", do_not_contact.entries, name="do_not_contact"),
    path("do-not-contact/new/", do_not_contact.add, name="do_not_contact_add"),
    path("do-not-contact/<oid:pk>/remove/", do_not_contact.remove, name="do_not_contact_remove"),
    *BATCHES,
]
