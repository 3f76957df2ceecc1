from django.urls import path

from members.views import reserved

app_name = "members"

urlpatterns = [
    path("reserved/", reserved.reservations_page, name="reserved"),
    path("reserved/new/", reserved.new, name="reserved_add"),
    path("reserved/<oid:pk>/approve/", reserved.approve, name="approve"),
    path("reserved/<oid:pk>/reject/", reserved.reject, name="reject"),
]
