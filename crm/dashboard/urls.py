from django.urls import path

from crm.dashboard import badges, checks, home, leaderboard, search, status, styleguide

app_name = "dashboard"

urlpatterns = [
    path("", home.home, name="home"),
    path("badges/", badges.badges, name="badges"),
    path("leaderboard/", leaderboard.leaderboard, name="leaderboard"),
    path("leaderboard/tv/", leaderboard.wall, name="leaderboard_tv"),
    path("search/", search.search, name="search"),
    path("status/", status.status, name="status"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("status/system/", status.system, name="system"),
    path("status/check/", checks.check, name="check"),
    path("status/repair/", checks.repair, name="repair"),
]
