"""The addresses of fees, a part of leave/urls.py."""

from django.urls import URLPattern, path

from leave.views.fees import basis, closing, deciding, month, paying, payments, person, report

URLS: list[URLPattern] = [
    path("fees/", month.fees, name="fees"),
    path("fees/export/", month.export, name="fees_export"),
    path("fees/mine/", person.own_fees, name="own_fees"),
    path("fees/mine/day/", person.own_day, name="own_fee_day"),
    path("fees/closing/", closing.closing_page, name="fees_closing"),
    path("fees/closing/reopen/", closing.reopen_page, name="fees_reopen"),
    path("fees/basis/", basis.basis, name="fee_basis"),
    path("fees/basis/decide/", basis.decide, name="fee_basis_decide"),
    path("fees/waivers/<oid:pk>/reinstate/", deciding.reinstate_waiver, name="fee_reinstate"),
    path("fees/added/<oid:pk>/withdraw/", deciding.withdraw, name="fee_withdraw"),
    path("fees/payments/", payments.payments, name="fee_payments"),
    path("fees/payments/<oid:pk>/withdraw/", paying.withdraw, name="fee_payment_withdraw"),
    path("fees/<oid:pk>/", person.person, name="fees_of"),
    path("fees/<oid:pk>/add/", deciding.add, name="fee_add"),
    path("fees/<oid:pk>/pay/", paying.record, name="fee_pay"),
    path("fees/<oid:pk>/instalments/", paying.plan, name="fee_instalments"),
    path("fees/<oid:pk>/instalments/paid/", paying.part, name="fee_part_paid"),
    path("fees/<oid:pk>/credit/", paying.credit, name="fee_credit"),
    path("fees/<oid:pk>/waive/<slug:kind>/<str:day>/", deciding.waive_day, name="fee_waive"),
    path("fees/<oid:pk>/day/", person.day, name="fee_day"),
    path("report/", report.report, name="report"),
    path("report/export/", report.export, name="report_export"),
]
