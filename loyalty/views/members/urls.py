"""Where the pages of members lie."""

from django.urls import path

from loyalty.views.members import deeds, lists, member, merging

URLS = [
    path("members/", lists.members, name="members"),
    path("members/find/", lists.find, name="find_members"),
    path("members/new/", lists.new, name="member_new"),
    path("members/same/", lists.same, name="same_members"),
    path("members/<oid:pk>/", member.member, name="member"),
    path("members/<oid:pk>/contacts/", member.show_contacts, name="member_contacts"),
    path("members/<oid:pk>/edit/", member.edit_member, name="member_edit"),
    path("members/<oid:pk>/everything/", member.held_data, name="member_data"),
    path("members/<oid:pk>/state/", deeds.set_state, name="member_state"),
    path("members/<oid:pk>/cards/attach/", deeds.attach_card, name="card_attach"),
    path("members/<oid:pk>/cards/detach/", deeds.detach_card, name="card_detach"),
    path("members/<oid:pk>/links/add/", deeds.link_customer, name="link_add"),
    path("links/<oid:pk>/end/", deeds.end_link, name="link_end"),
    path("members/<oid:pk>/consents/", deeds.say_consent, name="consent_say"),
    path("members/<oid:pk>/own/", deeds.mark_own, name="member_own"),
    path("members/<oid:pk>/erase/", deeds.erase_member, name="member_erase"),
    path("members/<oid:pk>/merge/", merging.merge, name="member_merge"),
    path("merges/<oid:pk>/undo/", merging.undo, name="merge_undo"),
]
