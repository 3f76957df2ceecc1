"""Where the pages of rewards and redemptions lie."""

from django.urls import path

from loyalty.views.rewards import catalogue, counter, figures, redemptions

URLS = [
    path("rewards/", catalogue.rewards, name="rewards"),
    path("rewards/new/", catalogue.new, name="reward_new"),
    path("rewards/figures/", figures.figures, name="reward_figures"),
    path("rewards/<oid:pk>/", catalogue.reward, name="reward"),
    path("rewards/<oid:pk>/retire/", catalogue.retire, name="reward_retire"),
    path("redemptions/", redemptions.redemptions, name="redemptions"),
    path("redemptions/use/", counter.find, name="redemption_find"),
    path("redemptions/use/<str:code>/", counter.use, name="redemption_use"),
    path("redemptions/<oid:pk>/", redemptions.redemption, name="redemption"),
    path("redemptions/<oid:pk>/approve/", redemptions.approve, name="redemption_approve"),
    path("redemptions/<oid:pk>/reject/", redemptions.reject, name="redemption_reject"),
]
