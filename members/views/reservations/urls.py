"""Where the pages of reservations lie."""

from django.urls import path

from members.views import reserved
from members.views.reservations import archive, bulk_add, leavers, reservation, searches

URLS = [
    path("reserved/", reserved.reservations_page, name="reserved"),
    path("reserved/find/", searches.find, name="find_reserved"),
    path("reserved/archive/find/", searches.find_archived, name="find_archived"),
    path("reserved/new/", reserved.new, name="reserved_add"),
    path("reserved/many/", bulk_add.bulk_add, name="bulk_add"),
    path("reserved/leaver/<oid:pk>/", leavers.leaver, name="leaver"),
    path("reserved/archive/", archive.archived, name="reserved_archive"),
    path("reserved/archive/<oid:pk>/restore/", archive.restore, name="restore_reservation"),
    path("reserved/archive/<oid:pk>/remove/", archive.remove, name="forget_reservation"),
    path("reserved/<oid:pk>/", reservation.reservation, name="reservation"),
    path("reserved/<oid:pk>/approve/", reserved.approve, name="approve"),
    path("reserved/<oid:pk>/reject/", reserved.reject, name="reject"),
    path("reserved/<oid:pk>/move/", reservation.move, name="move_reservation"),
    path("reserved/<oid:pk>/permanent/", reservation.permanent, name="make_permanent"),
    path("reserved/<oid:pk>/release/", reservation.release, name="release_reservation"),
    path("reserved/<oid:pk>/extension/", reservation.ask_extension, name="ask_extension"),
    path("reserved/<oid:pk>/extension/grant/", reservation.grant_extension, name="grant_extension"),
    path(
        "reserved/<oid:pk>/extension/refuse/",
        reservation.refuse_extension,
        name="refuse_extension",
    ),
]
