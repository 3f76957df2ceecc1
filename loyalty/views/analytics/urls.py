"""The addresses of analytics, a part of loyalty/urls.py."""

from django.urls import URLPattern, path

from loyalty.views.analytics import files, pages

URLS: list[URLPattern] = [
    path("analytics/", pages.analytics, name="analytics"),
    path("analytics/<slug:name>/", pages.screen, name="analytics_screen"),
    path("analytics/<slug:name>/export/", files.export, name="analytics_export"),
]
