from django.urls import path

from loyalty.views import overview

app_name = "loyalty"

urlpatterns = [
    path("", overview.overview, name="overview"),
]
