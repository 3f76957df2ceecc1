from django.urls import path

from members import views

app_name = "members"

urlpatterns = [
    path("reserved/", views.reserved, name="reserved"),
    path("reserved/new/", views.new, name="reserved_add"),
    path("reserved/<oid:pk>/approve/", views.approve, name="approve"),
    path("reserved/<oid:pk>/reject/", views.reject, name="reject"),
]
