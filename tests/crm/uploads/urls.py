"""The product's URLs and one that takes files."""

from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from crm.staff.access import admins
from crm.uploads.purposes import MB, Purpose, register
from crm.uploads.receiving import receives_upload
from crm.urls import *  # noqa: F403
from crm.urls import urlpatterns as of_the_product

LETTERS = register(
    Purpose(
        name="letters",
        page="status",
        kinds=frozenset({"csv", "xlsx"}),
        largest=200 * MB,
        rate="12/h",
        most_stored=300 * MB,
    )
)


@require_POST
@admins("status")
@receives_upload(LETTERS)
def letters(request, received):
    facts = {"problem": str(received.problem), "fields": received.fields.dict()}
    if received.upload:
        facts |= {"id": str(received.upload.pk), "size": received.upload.size}
    return JsonResponse(facts, status=received.status)


urlpatterns = [path("letters/", letters, name="letters"), *of_the_product]
