"""Where the pages of stores lie."""

from django.urls import path

from loyalty.views.stores import stores

URLS = [
    path("stores/", stores.stores, name="stores"),
    path("stores/new/", stores.new, name="store_new"),
    path("stores/<oid:pk>/", stores.store, name="store"),
    path("stores/<oid:pk>/tills/add/", stores.add_till, name="till_add"),
    path("tills/<oid:pk>/state/", stores.till_state, name="till_state"),
]
