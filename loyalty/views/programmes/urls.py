"""Where the pages of programmes lie."""

from django.urls import path

from loyalty.views.programmes import belongings, programmes, versions

URLS = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", programmes.new, name="programme_new"),
    path("programmes/<oid:pk>/", programmes.programme, name="programme"),
    path("programmes/<oid:pk>/sensitive/", programmes.sensitive, name="sensitive"),
    path("programmes/<oid:pk>/products/add/", belongings.add_product, name="product_add"),
    path("programmes/<oid:pk>/products/remove/", belongings.remove_product, name="product_remove"),
    path("programmes/<oid:pk>/stores/add/", belongings.add_store, name="programme_store_add"),
    path(
        "programmes/<oid:pk>/stores/remove/", belongings.remove_store, name="programme_store_remove"
    ),
    path("programmes/<oid:pk>/draft/", versions.draft, name="draft"),
    path("programmes/<oid:pk>/draft/begin/", versions.begin, name="draft_begin"),
    path("programmes/<oid:pk>/draft/edit/", versions.edit, name="draft_edit"),
    path("programmes/<oid:pk>/draft/publish/", versions.publish, name="draft_publish"),
    path("programmes/<oid:pk>/draft/discard/", versions.discard, name="draft_discard"),
]
