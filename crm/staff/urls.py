from django.urls import path

from crm.staff.access import public
from crm.staff.views import (
    password_links,
    people,
    profile,
    second_factor,
    second_step,
    sessions,
    sign_in,
)
from crm.web.preferences import preferences

app_name = "staff"

urlpatterns = [
    path("login/", sign_in.log_in, name="login"),
    path("login/code/", second_step.code, name="second_step"),
    path("confirm/", second_step.confirm, name="confirm"),
    path("logout/", sign_in.log_out, name="logout"),
    path("password/", sign_in.password, name="password"),
    # The logs mask what follows (crm/staff/registration.py).
    path("password/link/<str:token>/", password_links.choose, name="choose_password"),
    path("profile/", profile.profile, name="profile"),
    path("second-factor/", second_factor.second_factor, name="second_factor"),
    path("second-factor/new/", second_factor.set_up, name="second_factor_new"),
    path("second-factor/codes/", second_factor.renew_codes, name="recovery_codes"),
    path("second-factor/remove/", second_factor.remove, name="second_factor_remove"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/end-others/", sessions.end_others, name="sessions_end_others"),
    path("sessions/<oid:pk>/end/", sessions.end, name="session_end"),
    path("preferences/", public(preferences), name="preferences"),
    path("staff/", people.people_list, name="list"),
    path("staff/find/", people.find, name="find"),
    path("staff/new/", password_links.new, name="new"),
    path("staff/<oid:pk>/", people.edit, name="edit"),
    path("staff/<oid:pk>/password/", password_links.reset, name="set_password"),
    path("staff/<oid:pk>/second-factor/", second_factor.reset, name="second_factor_reset"),
    path("staff/<oid:pk>/sessions/end/", sessions.end_all, name="sessions_end_all"),
    path("staff/<oid:pk>/pages/", people.block_pages, name="block_pages"),
    path("staff/<oid:pk>/deactivate/", people.deactivate, name="deactivate"),
    path("staff/<oid:pk>/activate/", people.activate, name="activate"),
    path("staff/<oid:pk>/delete/", people.delete, name="delete"),
]
