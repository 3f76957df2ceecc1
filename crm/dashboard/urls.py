from django.urls import path

from crm.dashboard import badges, home, status

app_name = "dashboard"

urlpatterns = [
    path("", home.home, name="home"),
    path("badges/", badges.badges, name="badges"),
    path("status/", status.status, name="status"),
]
