"""The addresses of requests, a part of leave/urls.py."""

from django.urls import path

from leave.views.requests import decisions, listing, request_form, teams

URLS = [
    path("", listing.requests_page, name="list"),
    path("new/", request_form.new, name="new"),
    path("new/forecast/", request_form.forecast, name="forecast"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<oid:pk>/", teams.put, name="put_in_team"),
    path("requests/<oid:pk>/", decisions.one, name="one"),
    path("requests/<oid:pk>/approve/", decisions.approve, name="approve"),
    path("requests/<oid:pk>/reject/", decisions.reject, name="reject"),
    path("requests/<oid:pk>/cancel/", decisions.cancel, name="cancel"),
]
