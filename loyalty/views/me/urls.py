"""The addresses of members, and those that lead to them; `/loyalty/` is staff's."""

from django.urls import include, path

from loyalty.views.me import (
    card,
    one_time,
    overview,
    own,
    profile,
    rewards,
    sign_in,
    sign_up,
)

OWN = [
    path("", overview.overview, name="overview"),
    path("activity/", overview.activity, name="activity"),
    path("analytics/", overview.analytics, name="analytics"),
    path("login/", sign_in.log_in, name="login"),
    path("logout/", sign_in.log_out, name="log_out"),
    path("link/", sign_in.ask_link, name="ask_link"),
    path("with-card/", sign_up.with_card, name="with_card"),
    path("new/", sign_up.as_new, name="as_new"),
    path("dispute/", sign_up.dispute, name="dispute"),
    path("data/", own.data, name="data"),
    path("password/", own.password, name="password"),
    path("password/<str:token>/", one_time.choose, name="choose_password"),
    path("confirm/<str:token>/", one_time.confirm, name="confirm"),
    path("profile/", profile.profile, name="profile"),
    path("profile/consents/", profile.consents, name="consents"),
    path("profile/contact/", profile.contact, name="contact"),
    path("devices/", own.devices, name="devices"),
    path("devices/others/", own.end_other_devices, name="end_other_devices"),
    path("devices/<oid:pk>/", own.end_device, name="end_device"),
    path("card/", card.card, name="card"),
    path("card/kept/", card.kept_card, name="kept_card"),
    path("card/renew/", card.renew, name="renew_card"),
    path("card/withdraw/", card.withdraw, name="withdraw_card"),
    path("rewards/", rewards.rewards, name="rewards"),
    path("rewards/<oid:pk>/ask/", rewards.ask, name="reward_ask"),
    path("rewards/asked/<oid:pk>/", rewards.redemption, name="redemption"),
    path("rewards/asked/<oid:pk>/cancel/", rewards.cancel, name="redemption_cancel"),
    path("sw.js", card.service_worker, name="service_worker"),
]

urlpatterns = [
    path("me/", include((OWN, "me"))),
    path("c/<str:token>", card.scan, name="card_scan"),
    path("join/<str:token>", sign_up.joined, name="join"),
    path("join/<str:token>/card", sign_up.joined_with_card, name="join_with_card"),
]
