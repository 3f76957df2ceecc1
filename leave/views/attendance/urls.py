"""The addresses of attendance, a part of leave/urls.py."""

from django.urls import URLPattern, path

from leave.views.attendance import check_in, corrections, days, floor, people

URLS: list[URLPattern] = [
    path("attendance/", days.attendance, name="attendance"),
    path("attendance/history/", days.history, name="attendance_history"),
    path("attendance/check-in/", check_in.check_in_page, name="check_in"),
    path("attendance/setup/", check_in.setup, name="setup"),
    path("attendance/corrections/", corrections.corrections_page, name="corrections"),
    path("attendance/corrections/new/", corrections.new, name="ask_correction"),
    path(
        "attendance/corrections/<oid:pk>/approve/", corrections.approve, name="approve_correction"
    ),
    path("attendance/corrections/<oid:pk>/reject/", corrections.reject, name="reject_correction"),
    path("attendance/authenticators/", people.authenticators, name="authenticators"),
    path("attendance/authenticators/<oid:pk>/reset/", people.reset, name="reset_authenticator"),
    path("attendance/people/<oid:pk>/check-in/", people.check_in_somebody, name="check_in_for"),
    path("attendance/floor/", floor.floor_page, name="floor"),
    path("attendance/floor/renew/", floor.renew, name="renew_floor"),
    path("attendance/floor/screen/", floor.use_as_screen, name="use_as_screen"),
    path("attendance/screen/", floor.screen, name="floor_screen"),
]
