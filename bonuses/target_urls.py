"""Targets: everybody's progress, one person's days, and the banner of every page of staff."""

from django.urls import path

from bonuses.views import targets

app_name = "targets"

urlpatterns = [
    path("", targets.everybody, name="list"),
    path("banner/", targets.banner, name="banner"),
    path("<oid:pk>/", targets.person, name="person"),
]
