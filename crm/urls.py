from django.urls import include, path

from crm.dashboard import status
from crm.staff.access import public
from crm.web import converters, errors, health  # noqa: F401  (converters register themselves)

urlpatterns = [
    path("livez", public(health.livez), name="livez"),
    path("readyz", public(health.readyz), name="readyz"),
    path("status", status.status, name="status"),
    path("", include("crm.dashboard.urls")),
    path("", include("crm.staff.urls")),
    path("products/", include("crm.staff.product_urls")),
    path("notifications/", include("crm.notifications.urls")),
    path("members/", include("members.urls")),
    path("omset/", include("omset.urls")),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error
