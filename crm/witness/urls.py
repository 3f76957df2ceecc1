"""Below /status/: what the witness says, and the accepting of it."""

from django.urls import path

from crm.witness import views

app_name = "witness"

urlpatterns = [
    path("", views.page, name="page"),
    path("accept/", views.accept, name="accept"),
]
