"""The addresses of the calendar, a part of leave/urls.py."""

from django.urls import path

from leave.views.calendar import days, feeds, kept_hours, month

URLS = [
    path("calendar/", month.calendar, name="calendar"),
    path("calendar/export/", month.export, name="calendar_export"),
    path("calendar/days/", days.days, name="calendar_days"),
    path("calendar/days/copy/", days.copy, name="calendar_copy"),
    path("calendar/days/decide/", days.decide, name="calendar_decide"),
    path("calendar/days/new/", days.new, name="calendar_day_new"),
    path("calendar/kept/", kept_hours.kept, name="kept_hours"),
    path("calendar/kept/<oid:pk>/take/", kept_hours.take, name="take_hours"),
    path("calendar/feeds/", feeds.feeds, name="feeds"),
    path("calendar/feeds/new/", feeds.make, name="feed_make"),
    path("calendar/feeds/<oid:pk>/revoke/", feeds.revoke, name="feed_revoke"),
    # The token follows a registered prefix: no log has it (leave/feeds/registration.py).
    path("feeds/<str:token>.ics", feeds.feed, name="feed"),
]
