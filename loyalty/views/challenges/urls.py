"""Where the pages of challenges lie."""

from django.urls import path

from loyalty.views.challenges import challenges

URLS = [
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/new/", challenges.new, name="challenge_new"),
    path("challenges/<oid:pk>/", challenges.challenge, name="challenge"),
    path("challenges/<oid:pk>/end/", challenges.end, name="challenge_end"),
]
