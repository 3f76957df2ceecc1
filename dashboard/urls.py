from django.urls import path

from dashboard.home.views import home
from dashboard.leaderboard.views import leaderboard, wall
from dashboard.navigation.badges import badges
from dashboard.navigation.search import search
from dashboard.status.checks import check, repair
from dashboard.status.views import doctor, status, system
from dashboard.styleguide.views import styleguide

app_name = "dashboard"

urlpatterns = [
    path("", home, name="home"),
    path("badges/", badges, name="badges"),
    path("leaderboard/", leaderboard, name="leaderboard"),
    path("leaderboard/tv/", wall, name="leaderboard_tv"),
    path("search/", search, name="search"),
    path("status/", status, name="status"),
    path("status/system/", system, name="system"),
    path("status/doctor/", doctor, name="doctor"),
    path("status/check/", check, name="check"),
    path("status/repair/", repair, name="repair"),
    path("styleguide/", styleguide, name="styleguide"),
]
