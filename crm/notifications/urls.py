from django.urls import path

from crm.notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.notifications, name="list"),
    path("read/", views.read_all, name="read"),
    path("<oid:pk>/", views.open_one, name="open"),
]
