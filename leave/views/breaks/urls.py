"""The addresses of breaks, a part of leave/urls.py."""

from django.urls import URLPattern, path

from leave.views.breaks import history, live

URLS: list[URLPattern] = [
    path("breaks/", live.breaks, name="breaks"),
    path("breaks/start/", live.start, name="start_break"),
    path("breaks/stop/", live.stop, name="stop_break"),
    path("breaks/history/", history.history, name="break_history"),
    path("breaks/<oid:pk>/confirm/", history.confirm, name="confirm_break"),
]
