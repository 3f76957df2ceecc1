from django.urls import path

from crm.jobs import views

app_name = "jobs"

urlpatterns = [
    path("<oid:pk>/again/", views.try_again, name="try_again"),
    path("<oid:pk>/cancel/", views.cancel, name="cancel"),
]
