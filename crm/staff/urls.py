from django.urls import path

from crm.staff.access import public
from crm.staff.views import people, profile, sign_in
from crm.web.preferences import preferences

app_name = "staff"

urlpatterns = [
    path("login/", sign_in.log_in, name="login"),
    path("logout/", sign_in.log_out, name="logout"),
    path("password/", sign_in.password, name="password"),
    path("profile/", profile.profile, name="profile"),
    path("preferences/", public(preferences), name="preferences"),
    path("staff/", people.people_list, name="list"),
    path("staff/new/", people.new, name="new"),
    path("staff/<oid:pk>/", people.edit, name="edit"),
    path("staff/<oid:pk>/password/", people.set_password, name="set_password"),
    path("staff/<oid:pk>/pages/", people.block_pages, name="block_pages"),
    path("staff/<oid:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("staff/<oid:pk>/activate/", people.activate, name="activate"),
    path("staff/<oid:pk>/delete/", people.delete, name="delete"),
]
