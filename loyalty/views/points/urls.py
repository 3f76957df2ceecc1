"""Where the pages of points lie."""

from django.urls import path

from loyalty.views.points import accounts, adjustments, member

URLS = [
    path("points/", accounts.points, name="points"),
    path("points/adjustments/", adjustments.adjustments, name="adjustments"),
    path("points/adjustments/<oid:pk>/confirm/", adjustments.confirm, name="adjustment_confirm"),
    path("points/adjustments/<oid:pk>/refuse/", adjustments.refuse, name="adjustment_refuse"),
    path("members/<oid:pk>/points/", member.member_points, name="member_points"),
    path("members/<oid:pk>/points/adjust/", member.adjust, name="member_adjust"),
]
