"""The address without a slash that monitors ask; the page's own name is dashboard:status."""

from django.urls import path

from dashboard.status.views import status

urlpatterns = [path("status", status, name="status")]
