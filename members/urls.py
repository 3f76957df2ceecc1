from django.urls import path

from members.views import (
    conflicts,
    customers,
    databases,
    do_not_contact,
    upload_rows,
    uploads,
)
from members.views.batches.urls import URLS as BATCHES
from members.views.draws.urls import URLS as DRAWS
from members.views.reservations.urls import URLS as RESERVATIONS

app_name = "members"

urlpatterns = [
    *RESERVATIONS,
    path("reserved/conflicts/", conflicts.conflicts, name="conflicts"),
    path("customers/<oid:pk>/", customers.customer, name="customer"),
    path("customers/of/<slug:name>/<oid:pk>/", customers.customer_of, name="customer_of"),
    path("customers/<oid:pk>/erase/", customers.erase, name="erase_customer"),
    path("customers/<oid:pk>/erase/go-on/", customers.go_on_erasing, name="erase_customer_go_on"),
    path("do-not-contact/", do_not_contact.entries, name="do_not_contact"),
    path("do-not-contact/new/", do_not_contact.add, name="do_not_contact_add"),
    path("do-not-contact/<oid:pk>/remove/", do_not_contact.remove, name="do_not_contact_remove"),
    path("databases/", databases.databases, name="databases"),
    path("databases/new/", uploads.new, name="database_new"),
    path("databases/new/send/", uploads.send, name="upload_send"),
    path("databases/<oid:pk>/", databases.database, name="database"),
    path("databases/<oid:pk>/delete/", databases.delete, name="database_delete"),
    path("databases/<oid:pk>/restore/", databases.restore, name="database_restore"),
    path("uploads/<oid:pk>/", uploads.upload, name="upload"),
    path("uploads/<oid:pk>/read/", uploads.read_again, name="upload_read"),
    path("uploads/<oid:pk>/columns/", uploads.choose_columns, name="upload_columns"),
    path("uploads/<oid:pk>/columns/again/", uploads.choose_again, name="upload_columns_again"),
    path("uploads/<oid:pk>/confirm/", uploads.confirm, name="upload_confirm"),
    path("uploads/<oid:pk>/cancel/", uploads.cancel, name="upload_cancel"),
    path("uploads/<oid:pk>/go-on/", uploads.go_on, name="upload_go_on"),
    path("uploads/<oid:pk>/mend/", uploads.mend, name="upload_mend"),
    path("uploads/<oid:pk>/rows/", upload_rows.upload_rows, name="upload_rows"),
    path("uploads/<oid:pk>/rejects/", uploads.rejects, name="upload_rejects"),
    path("uploads/<oid:pk>/skipped/", uploads.skipped, name="upload_skipped"),
    path("uploads/<oid:pk>/undo/", uploads.undo_preview, name="upload_undo"),
    path("uploads/<oid:pk>/undo/confirm/", uploads.undo, name="upload_undo_confirm"),
    *BATCHES,
    *DRAWS,
]
