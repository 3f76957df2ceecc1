from django.urls import path

from omset.views import approvals, details, duplicates, entry, purge, records, summary, table, trash

app_name = "omset"

urlpatterns = [
    path("", table.omset, name="list"),
    path("export/", table.export, name="export"),
    path("new/", entry.new, name="new"),
    path("check/", entry.check, name="check"),
    path("customers/", entry.customers, name="customers"),
    path("pending/", approvals.pending, name="pending"),
    path("pending/approve/", approvals.bulk_approve, name="bulk_approve"),
    path("pending/decline/", approvals.bulk_decline, name="bulk_decline"),
    path("trash/", trash.trash, name="trash"),
    path("trash/empty/", purge.empty, name="empty"),
    path("trash/purge-expired/", purge.purge_expired, name="purge_expired"),
    path("summary/", summary.summary, name="summary"),
    path("summary/customers/", summary.unique, name="unique"),
    path("summary/customers/<oid:pk>/", summary.unique_of, name="unique_of"),
    path("details/", details.details, name="details"),
    path("details/<oid:pk>/", details.deposits, name="deposits"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("<oid:pk>/", records.record, name="record"),
    path("<oid:pk>/edit/", records.edit, name="edit"),
    path("<oid:pk>/delete/", records.delete, name="delete"),
    path("<oid:pk>/restore/", records.restore, name="restore"),
    path("<oid:pk>/purge/", records.purge, name="purge"),
    path("<oid:pk>/approve/", approvals.approve, name="approve"),
    path("<oid:pk>/decline/", approvals.decline, name="decline"),
]
