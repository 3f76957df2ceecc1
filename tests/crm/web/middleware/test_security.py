"""Headers on every reply."""

from django.http import HttpResponse

from crm.web.middleware.security import SecurityHeadersMiddleware


def reply_to(rf, **headers):
    response = HttpResponse(headers=headers)
    return SecurityHeadersMiddleware(lambda request: response)(rf.get("/"))


def test_a_page_is_never_stored(rf):
    assert reply_to(rf)["Cache-Control"] == "no-store, private"


def test_a_view_may_say_how_long_its_reply_keeps(rf):
    assert reply_to(rf, **{"Cache-Control": "max-age=60"})["Cache-Control"] == "max-age=60"


def test_scripts_get_no_device(rf):
    policy = reply_to(rf)["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "payment=()"} <= set(policy)


def test_a_file_that_never_changes_has_no_use_for_devices(rf):
    reply = reply_to(rf, **{"Cache-Control": "max-age=315360000, public, immutable"})
    assert "Permissions-Policy" not in reply
    assert reply["Cross-Origin-Resource-Policy"] == "same-origin"
