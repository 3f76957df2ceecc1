"""Bonuses: months, statements, closing, plans and customer checks. Targets: target_urls.py."""

from django.urls import path

from bonuses.views import (
    checks,
    closing,
    deciding,
    export,
    month,
    person,
    plans,
    rates,
    statement,
)

app_name = "bonuses"

urlpatterns = [
    path("", month.month, name="month"),
    path("mine/", statement.statement, name="statement"),
    path("mine/pdf/", export.own_pdf, name="own_pdf"),
    path("closing/", closing.closing_page, name="closing"),
    path("closing/reopen/", closing.reopen_page, name="reopen"),
    path("discrepancies/", closing.discrepancies_page, name="discrepancies"),
    path("export/", export.export, name="export"),
    path("plans/", plans.plans, name="plans"),
    path("plans/default/", plans.default, name="plan_default"),
    path("plans/new/", plans.new, name="plan_new"),
    path("plans/<oid:pk>/", plans.plan, name="plan"),
    path("plans/<oid:pk>/edit/", plans.edit, name="plan_edit"),
    path("plans/<oid:pk>/publish/", plans.publish, name="plan_publish"),
    path("plans/<oid:pk>/discard/", plans.discard, name="plan_discard"),
    path("rates/", rates.rates, name="rates"),
    path("checks/", checks.checks, name="checks"),
    path("checks/export/", checks.export, name="checks_export"),
    path("checks/<oid:pk>/approve/", deciding.approve, name="check_approve"),
    path("checks/<oid:pk>/reject/", deciding.reject, name="check_reject"),
    path("<oid:pk>/", person.person, name="person"),
    path("<oid:pk>/pdf/", export.pdf, name="pdf"),
]
