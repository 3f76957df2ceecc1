from django.urls import path

from dashboard.history import views

app_name = "history"

urlpatterns = [
    path("", views.history, name="list"),
    path("export/", views.export, name="export"),
]
