"""Where the pages of segments lie."""

from django.urls import path

from loyalty.views.segments import buyers, movement, run

URLS = [
    path("segments/", run.newest, name="segments"),
    path("segments/new/", run.new, name="segments_new"),
    path("segments/<oid:pk>/", run.run, name="segment_run"),
    path("segments/<oid:pk>/changed/", run.changed, name="segments_changed"),
    path("segments/<oid:pk>/buyers/", buyers.buyers, name="segment_buyers"),
    path("segments/<oid:pk>/export/", buyers.export, name="segments_export"),
    path("segments/<oid:pk>/movement/", movement.movement, name="segments_movement"),
    path("segments/buyers/<oid:pk>/", buyers.buyer, name="segment_buyer"),
]
