from django.urls import include, path

from crm.staff.access import public
from crm.web import converters, csrf, errors, installable  # noqa: F401  (converters register)

urlpatterns = [
    path("csrf/", public(csrf.token), name="csrf"),
    path("manifest.webmanifest", public(installable.manifest), name="manifest"),
    path("sw.js", public(installable.service_worker), name="service_worker"),
    path("offline/", public(installable.offline), name="offline"),
    path("", include("dashboard.status.urls")),
    path("status/jobs/", include("crm.jobs.urls")),
    path("status/witness/", include("crm.witness.urls")),
    path("", include("dashboard.urls")),
    path("", include("crm.staff.urls")),
    path("history/", include("dashboard.history.urls")),
    path("policies/", include("dashboard.policies.urls")),
    path("products/", include("crm.staff.product_urls")),
    path("notifications/", include("crm.notifications.urls")),
    path("filters/", include("crm.filters.urls")),
    path("leave/", include("leave.urls")),
    path("members/", include("members.urls")),
    path("loyalty/", include("loyalty.urls")),
    path("", include("loyalty.views.me.urls")),
    path("omset/", include("omset.urls")),
    path("bonuses/", include("bonuses.urls")),
    path("targets/", include("bonuses.target_urls")),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
