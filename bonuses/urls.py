"""Bonuses: months, statements, closing, plans and customer checks. Targets: target_urls.py."""

from django.urls import path

from bonuses.views import closing, export, month, person, statement

app_name = "bonuses"

urlpatterns = [
    path("", month.month, name="month"),
    path("mine/", statement.statement, name="statement"),
    path("mine/pdf/", export.own_pdf, name="own_pdf"),
    path("closing/", closing.closing, name="closing"),
    path("closing/reopen/", closing.reopen, name="reopen"),
    path("discrepancies/", closing.discrepancies, name="discrepancies"),
    path("export/", export.export, name="export"),
    path("<oid:pk>/", person.person, name="person"),
    path("<oid:pk>/pdf/", export.pdf, name="pdf"),
]
