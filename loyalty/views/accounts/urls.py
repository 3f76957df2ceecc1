"""Where the pages of admins about accounts of members lie."""

from django.urls import path

from loyalty.views.accounts import account, disputes, join_links

URLS = [
    path("accounts/<oid:pk>/", account.account, name="account"),
    path("accounts/<oid:pk>/link/", account.hand_over_link, name="account_link"),
    path("accounts/<oid:pk>/confirm/", account.confirm, name="account_confirm"),
    path("accounts/<oid:pk>/card/renew/", account.renew_card, name="account_renew_card"),
    path("accounts/<oid:pk>/card/withdraw/", account.withdraw_card, name="account_withdraw_card"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/<oid:pk>/", disputes.dispute, name="dispute"),
    path("disputes/<oid:pk>/questions/", disputes.questions, name="dispute_questions"),
    path("disputes/<oid:pk>/hand-over/", disputes.hand_over, name="dispute_hand_over"),
    path("disputes/<oid:pk>/refuse/", disputes.refuse, name="dispute_refuse"),
    path("join-links/", join_links.join_links, name="join_links"),
    path("join-links/tills/<oid:pk>/", join_links.of_till, name="join_link_till"),
    path("join-links/staff/<oid:pk>/", join_links.of_staff, name="join_link_staff"),
]
