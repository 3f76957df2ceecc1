from django.urls import path

from crm.dashboard import badges, home, search, status

app_name = "dashboard"

urlpatterns = [
    path("", home.home, name="home"),
    path("badges/", badges.badges, name="badges"),
    path("search/", search.search, name="search"),
    path("status/", status.status, name="status"),
]
