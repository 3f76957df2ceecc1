"""Bonuses: months, statements, closing, plans and customer checks. Targets: target_urls.py."""

from django.urls import path

from bonuses.views import month, statement

app_name = "bonuses"

urlpatterns = [
    path("", month.month, name="month"),
    path("mine/", statement.statement, name="statement"),
]
